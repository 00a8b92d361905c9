/**
 * Linux as a judge: a stock kernel of Debian's with a shell script for its init, started over the
 * network by iPXE.
 *
 * Which folder the unpacked packages are in is said by KINTSUGI_LINUX. They are had so, on Debian:
 *
 *     dpkg --add-architecture i386 && apt-get update
 *     apt-get download linux-image-6.1.0-50-686 busybox-static:i386     (or a later version)
 *     for package in *.deb; do dpkg-deb -x $package .; done
 */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineOptions } from '../../machine/api.ts';
import type { NetworkedMachine } from '../networked_machine.ts';
import { bytesOf, createForeignPc, missingFiles } from './foreign_pc.test-support.ts';
import { makeInitramfs } from './initramfs.test-support.ts';

const LOADER = '/usr/lib/ipxe/ipxe.iso';
const FOLDER = process.env.KINTSUGI_LINUX ?? '';
const MEMORY_MB = 256;

const BOOT_SCRIPT = `#!ipxe
kernel http://10.0.2.2/vmlinuz console=ttyS0 acpi=off noapic nolapic edd=off cryptomgr.notests=1
initrd http://10.0.2.2/initramfs
boot
`;

/** Begins an init: the usual file systems, and the serial console. */
export const INIT_PROLOGUE = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mkdir /proc /sys
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/ttyS0 >/dev/ttyS0 2>&1
`;

export interface LinuxOptions {
	/** A shell script, from `INIT_PROLOGUE` on. */
	readonly init: string;
	/** Paths below the kernel's folder of modules; they are put into /modules. */
	readonly modules: readonly string[];
	/** Further files of the first file system. */
	readonly files?: ReadonlyMap<string, Uint8Array>;
	/** The disk, at least so large; the loader is at its beginning, zeros follow. */
	readonly diskBytes?: number;
	readonly diskFaults?: MachineOptions['diskFaults'];
}

/** What of Linux, its loader and its firmware is not there. */
export function missingForLinux(): string[] {
	const missing = missingFiles(LOADER);
	if (!existsSync(join(FOLDER, 'boot')) || !existsSync(join(FOLDER, 'bin/busybox'))) {
		missing.push('a kernel and a busybox in the folder that KINTSUGI_LINUX says');
	}
	return missing;
}

/** A machine that boots it. */
export function createLinuxPc(options: LinuxOptions): Promise<NetworkedMachine> {
	const { init, modules, files = new Map(), diskBytes = 0, diskFaults } = options;
	const kernel = readdirSync(join(FOLDER, 'boot')).find((name) => name.startsWith('vmlinuz-'));
	const version = kernel?.slice('vmlinuz-'.length) ?? '';
	const moduleFolder = join(FOLDER, 'lib/modules', version, 'kernel');
	const text = new TextEncoder();
	const initramfs = makeInitramfs(
		new Map([
			['init', text.encode(init)],
			...files,
			['bin/busybox', bytesOf(join(FOLDER, 'bin/busybox'))],
			['dev/null', new Uint8Array(0)],
			...modules.map((module): [string, Uint8Array] => [
				`modules/${module.split('/').at(-1)}`,
				bytesOf(join(moduleFolder, module)),
			]),
		]),
	);
	const loader = bytesOf(LOADER);
	const image = new Uint8Array(Math.max(loader.length, diskBytes));
	image.set(loader);
	return createForeignPc({
		image,
		memoryMb: MEMORY_MB,
		diskFaults,
		bootFileUrl: 'http://10.0.2.2/boot.ipxe',
		files: new Map([
			['/boot.ipxe', text.encode(BOOT_SCRIPT)],
			['/vmlinuz', bytesOf(join(FOLDER, 'boot', kernel ?? ''))],
			['/initramfs', initramfs],
		]),
	});
}
