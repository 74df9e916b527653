// `npm run restore -- --from DIR --data-dir DIR [--passphrase-file FILE | --recovery-code-file FILE] [--language ko|en]`:
// brings a backup back where no engine runs. The installed program has the same as `muljigi-restore`.
import '#engine/app/backup/restore-main.ts';
