import fs from 'node:fs';
import { expect, test } from 'vitest';
import { DEVICE_FILES, MAJORS } from './device-files.ts';

const HEADER = fs.readFileSync(new URL('../include/kintsugi/devices.h', import.meta.url), 'utf8');

function constant(name: string): number {
	const value = new RegExp(`^#define ${name} (\\d+)`, 'm').exec(HEADER)?.[1];
	if (value === undefined) throw new Error(`devices.h does not define ${name}`);
	return Number(value);
}

function numberOf(name: string): number | undefined {
	const item = DEVICE_FILES.find(({ to }) => to === `dev/${name}`);
	return item?.kind === 'device' ? item.number : undefined;
}

test('the major numbers are those of devices.h', () => {
	for (const [name, major] of Object.entries(MAJORS)) {
		expect(major, name).toBe(constant(`MAJOR_${name.toUpperCase()}`));
	}
});

test('the minor numbers are those of devices.h', () => {
	const device = (major: string, minor: number) => (constant(major) << 8) | minor;
	expect(numberOf('ram0')).toBe(device('MAJOR_MEMORY', constant('MINOR_RAMDISK')));
	expect(numberOf('mem')).toBe(device('MAJOR_MEMORY', constant('MINOR_MEM')));
	expect(numberOf('null')).toBe(device('MAJOR_MEMORY', constant('MINOR_NULL')));
	expect(numberOf('zero')).toBe(device('MAJOR_MEMORY', constant('MINOR_ZERO')));
	expect(numberOf('c0d0p1')).toBe(device('MAJOR_DISK', 1));
	expect(numberOf('c0d1')).toBe(device('MAJOR_DISK', constant('DISK_MINORS_EACH')));
	expect(numberOf('sum0p3')).toBe(device('MAJOR_CHECKSUM', 3));
	expect(numberOf('console')).toBe(device('MAJOR_TERMINAL', constant('MINOR_CONSOLE')));
	expect(numberOf('ttyc0')).toBe(device('MAJOR_TERMINAL', constant('MINOR_TTYC0')));
	expect(numberOf('random')).toBe(device('MAJOR_RANDOM', constant('MINOR_RANDOM')));
	expect(numberOf('urandom')).toBe(device('MAJOR_RANDOM', constant('MINOR_URANDOM')));
});

test('there is a file for each partition and for each virtual console, and no more', () => {
	const names = DEVICE_FILES.map(({ to }) => to.slice('dev/'.length));
	const partitions = (drive: number) => names.filter((name) => name.startsWith(`c0d${drive}p`));
	const consoles = names.filter((name) => name.startsWith('ttyc'));
	expect(partitions(0).length).toBe(constant('DISK_PARTITIONS'));
	expect(partitions(1).length).toBe(constant('DISK_PARTITIONS'));
	expect(consoles.length).toBe(constant('NR_VIRTUAL_CONSOLES'));
	expect(new Set(names).size).toBe(names.length);
});
