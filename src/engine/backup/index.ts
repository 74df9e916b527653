export { LEAST_PASSPHRASE, isRecipient, newKeyPair } from './age-files.ts';
export { FAT_LIMIT_BYTES, drivesOf, isFat, listDrives } from './drives.ts';
export { BackupStop, backupFault, faultOf, stop } from './faults.ts';
export {
  clearPartial,
  lookInto,
  readManifest,
  removeBackup,
  storedName,
  surplus,
  unfit,
  writeWhole,
} from './folders.ts';
export { freeBytesAt } from './files.ts';
