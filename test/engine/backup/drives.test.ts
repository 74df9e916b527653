import { describe, expect, it } from 'vitest';
import { drivesOf } from '#engine/backup/drives.ts';
import type { BlockDevice, FileSystem } from '#engine/backup/drives.ts';

/** As systeminformation answers on Linux for a PC with an SSD, a USB stick and a USB hard disk, which is not marked removable. */
const devices: BlockDevice[] = [
  {
    name: 'nvme0n1',
    type: 'disk',
    fsType: '',
    mount: '',
    size: 512110190592,
    label: '',
    model: 'SAMSUNG MZVL2512',
    removable: false,
    protocol: 'nvme',
  },
  {
    name: 'sda',
    type: 'disk',
    fsType: '',
    mount: '',
    size: 30752636928,
    label: '',
    model: 'Ultra Fit',
    removable: true,
    protocol: 'usb',
  },
  {
    name: 'sdb',
    type: 'disk',
    fsType: '',
    mount: '',
    size: 1000204886016,
    label: '',
    model: 'Elements',
    removable: false,
    protocol: 'usb',
  },
  {
    name: 'nvme0n1p2',
    type: 'part',
    fsType: 'ext4',
    mount: '/',
    size: 511000000000,
    label: '',
    model: '',
    removable: false,
    protocol: '',
    device: '/dev/nvme0n1',
  },
  {
    name: 'sda1',
    type: 'part',
    fsType: 'vfat',
    mount: '/media/kim/STICK',
    size: 30751588352,
    label: 'STICK',
    model: '',
    removable: true,
    protocol: '',
    device: '/dev/sda',
  },
  {
    name: 'sdb1',
    type: 'part',
    fsType: 'exfat',
    mount: '/media/kim/Elements',
    size: 1000202043392,
    label: 'Elements',
    model: '',
    removable: false,
    protocol: '',
    device: '/dev/sdb',
  },
  {
    name: 'sdb2',
    type: 'part',
    fsType: 'ext4',
    mount: '',
    size: 1000,
    label: '',
    model: '',
    removable: false,
    protocol: '',
    device: '/dev/sdb',
  },
];
const fileSystems: FileSystem[] = [
  { mount: '/', type: 'ext4', size: 502000000000, available: 300000000000, rw: true },
  { mount: '/media/kim/STICK', type: 'vfat', size: 30736302080, available: 12000000000, rw: true },
  {
    mount: '/media/kim/Elements',
    type: 'exfat',
    size: 1000202043392,
    available: 900000000000,
    rw: false,
  },
];

describe('external drives', () => {
  it('are those that come off and are mounted: sticks and USB disks, never the system’s own', () => {
    const drives = drivesOf(devices, fileSystems, () => true);
    expect(drives.map(({ mount }) => mount)).toEqual(['/media/kim/STICK', '/media/kim/Elements']);
    expect(drives[0]).toEqual({
      mount: '/media/kim/STICK',
      label: 'STICK',
      model: 'Ultra Fit',
      fsType: 'vfat',
      sizeBytes: 30736302080,
      freeBytes: 12000000000,
      writable: true,
    });
  });

  it('are writable only when mounted so and when this program may write', () => {
    expect(drivesOf(devices, fileSystems, () => true)[1]?.writable).toBe(false);
    expect(drivesOf(devices, fileSystems, () => false)[0]?.writable).toBe(false);
  });
});
