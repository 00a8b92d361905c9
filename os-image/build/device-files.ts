/*
 * The special files of /dev. The numbers mirror kintsugi/devices.h; the test
 * beside this file compares the two.
 */
import type { TreeItem } from './image-plan.ts';

export const MAJORS = {
	memory: 1,
	disk: 3,
	terminal: 4,
	controlling: 5,
	random: 6,
	log: 7,
	host: 8,
	printer: 9,
	audio: 10,
	checksum: 12,
} as const;

const MINORS_OF_MEMORY = { ramdisk: 0, mem: 1, null: 3, zero: 5 } as const;
const DISK_DRIVES = 2;
const DISK_MINORS_EACH = 16;
const DISK_PARTITIONS = 4;
const CONSOLE_MINOR = 0;
const FIRST_VIRTUAL_CONSOLE = 1;
const VIRTUAL_CONSOLES = 4;

/** Of everybody; of root and a group that may look; of root alone. */
const PUBLIC = 0o666;
const GROUP_READABLE = 0o640;
const PRIVATE = 0o600;
/** A terminal that nobody has logged in on: login hands it to its user. */
const IDLE_TERMINAL = 0o620;

type Major = keyof typeof MAJORS;

const special =
	(type: 'character' | 'block') =>
	(name: string, major: Major, minor: number, mode: number): TreeItem => ({
		kind: 'device',
		to: `dev/${name}`,
		type,
		number: (MAJORS[major] << 8) | minor,
		mode,
	});
const character = special('character');
const block = special('block');

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

export const DEVICE_FILES: readonly TreeItem[] = [
	character('mem', 'memory', MINORS_OF_MEMORY.mem, GROUP_READABLE),
	character('null', 'memory', MINORS_OF_MEMORY.null, PUBLIC),
	character('zero', 'memory', MINORS_OF_MEMORY.zero, PUBLIC),
	block('ram0', 'memory', MINORS_OF_MEMORY.ramdisk, PRIVATE),
	...numbered(DISK_DRIVES).flatMap((drive) => [
		block(`c0d${drive}`, 'disk', drive * DISK_MINORS_EACH, PRIVATE),
		...numbered(DISK_PARTITIONS).map((index) =>
			block(
				`c0d${drive}p${index + 1}`,
				'disk',
				drive * DISK_MINORS_EACH + index + 1,
				PRIVATE,
			),
		),
		...numbered(DISK_PARTITIONS).map((index) =>
			block(
				`sum${drive}p${index + 1}`,
				'checksum',
				drive * DISK_MINORS_EACH + index + 1,
				PRIVATE,
			),
		),
	]),
	character('console', 'terminal', CONSOLE_MINOR, IDLE_TERMINAL),
	...numbered(VIRTUAL_CONSOLES).map((index) =>
		character(`ttyc${index}`, 'terminal', FIRST_VIRTUAL_CONSOLE + index, IDLE_TERMINAL),
	),
	character('tty', 'controlling', 0, PUBLIC),
	character('random', 'random', 0, PUBLIC),
	character('urandom', 'random', 1, PUBLIC),
	character('dsp', 'audio', 0, PUBLIC),
	character('klog', 'log', 0, GROUP_READABLE),
	character('host', 'host', 0, PRIVATE),
	character('lp', 'printer', 0, PUBLIC),
];
