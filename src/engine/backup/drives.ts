import { accessSync, constants } from 'node:fs';
import type { ExternalDrive } from '../ports/backup.ts';

/** What is taken from the system's list of block devices; a part of what systeminformation answers. */
export interface BlockDevice {
  readonly name: string;
  readonly type: string;
  readonly fsType: string;
  readonly mount: string;
  readonly size: number;
  readonly label: string;
  readonly model: string;
  readonly removable: boolean;
  readonly protocol: string;
  readonly device?: string;
}
export interface FileSystem {
  readonly mount: string;
  readonly type: string;
  readonly size: number;
  readonly available: number;
  readonly rw: boolean | null;
}

/** Of FAT file systems, which cannot hold a file of 4 GiB or more. */
const FAT = /^(vfat|msdos|fat|fat32)$/i;
export const FAT_LIMIT_BYTES = 2 ** 32 - 1;
export const isFat = (fsType: string): boolean => FAT.test(fsType);

/**
 * The drives among the system's block devices that can be taken away: mounted, and either marked
 * removable or joined by USB (a USB hard disk is not marked removable; its partitions name no
 * protocol, so the disk they lie on is asked).
 */
export function drivesOf(
  devices: readonly BlockDevice[],
  fileSystems: readonly FileSystem[],
  canWrite: (mount: string) => boolean,
): ExternalDrive[] {
  const disks = devices.filter(({ type }) => type === 'disk');
  return devices.flatMap((device) => {
    if (device.mount === '' || device.mount === '/' || device.mount.startsWith('[')) return [];
    const disk = device.type === 'disk' ? device : diskOf(device, disks);
    const comesOff =
      device.removable ||
      disk?.removable === true ||
      disk?.protocol === 'usb' ||
      device.protocol === 'usb';
    if (!comesOff) return [];
    const fileSystem = fileSystems.find(({ mount }) => mount === device.mount);
    if (fileSystem === undefined) return [];
    return [
      {
        mount: device.mount,
        label: device.label,
        model: (device.model === '' ? disk?.model : device.model) ?? '',
        fsType: fileSystem.type === '' ? device.fsType : fileSystem.type,
        sizeBytes: fileSystem.size,
        freeBytes: fileSystem.available,
        writable: fileSystem.rw !== false && canWrite(device.mount),
      },
    ];
  });
}

/** `sdb1` lies on `sdb`, `mmcblk0p1` on `mmcblk0`; on Windows the list names the disk itself. */
function diskOf(device: BlockDevice, disks: readonly BlockDevice[]): BlockDevice | undefined {
  const exact =
    device.device === undefined || device.device === ''
      ? undefined
      : disks.find(
          (disk) =>
            disk.device === device.device || disk.name === device.device?.replace('/dev/', ''),
        );
  return exact ?? disks.find((disk) => disk.name !== '' && device.name.startsWith(disk.name));
}

function canWrite(mount: string): boolean {
  try {
    accessSync(mount, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** External drives that are mounted right now. Asks the system's own tools, which takes some 100 ms: not for each scan. */
export async function listDrives(): Promise<ExternalDrive[]> {
  // Large, and not needed to poll the plant.
  const { blockDevices, fsSize } = await import('systeminformation');
  const [devices, fileSystems] = await Promise.all([blockDevices(), fsSize()]);
  return drivesOf(devices, fileSystems, canWrite);
}
