/*
 * The plan of the image: which programs are loaded with the kernel, which
 * partitions there are and what their file systems hold. A change of what goes
 * where is a change of this file alone.
 */
import { DEVICE_FILES } from './device-files.ts';

export const MIB = 1024 * 1024;

/** Seconds since 1970 that files of the image bear: 2026-01-01, or SOURCE_DATE_EPOCH. */
export const IMAGE_TIME = Number(process.env.SOURCE_DATE_EPOCH ?? 1767225600);

/** Started by the kernel, in this order; the archive begins with them. */
export const FIRST_PROGRAMS: readonly string[] = ['pm', 'rs', 'init'];

export const KERNEL_ENTRY = 'kernel';
export const SYMBOLS_ENTRY = 'kernel.sym';
/** What RS reads, as kintsugi/boot_info.h calls it. */
export const SYSTEM_CONF_ENTRY = 'system.conf';
export const COMPONENT_SYMBOLS_ENTRY = 'components.sym';
export const RAMDISK_ENTRY = 'root.img';

/** One thing that a volume holds. `to` is the path in the volume, `from` one in the project. */
export type TreeItem =
	| { readonly kind: 'directory'; readonly to: string; readonly mode: number }
	/** A file, or a folder with all that is in it. */
	| { readonly kind: 'copy'; readonly to: string; readonly from: string }
	/** A program of the build, by name; 0755 unless a mode is given. */
	| {
			readonly kind: 'program';
			readonly to: string;
			readonly program: string;
			readonly mode?: number;
	  }
	/** Other permissions for what an earlier item put at `to`. */
	| { readonly kind: 'mode'; readonly to: string; readonly mode: number }
	/** A special file; `number` as kintsugi/devices.h has it. */
	| {
			readonly kind: 'device';
			readonly to: string;
			readonly type: 'character' | 'block';
			readonly number: number;
			readonly mode: number;
	  }
	| { readonly kind: 'symlink'; readonly to: string; readonly target: string }
	/** A further name for a file that an earlier item put at `existing`. */
	| { readonly kind: 'link'; readonly to: string; readonly existing: string };

export interface VolumePlan {
	readonly name: string;
	/** Bytes of the partition. */
	readonly size: number;
	/** Of these, at its end, what the file system leaves for checksums (lib/checksums). */
	readonly spare?: number;
	readonly inodes: number;
	readonly tree: readonly TreeItem[];
}

const directory = (to: string, mode = 0o755): TreeItem => ({ kind: 'directory', to, mode });
const copy = (to: string, from: string): TreeItem => ({ kind: 'copy', to, from });

/**
 * Commands on the root file system: all that booting, repairing and looking around needs while no
 * disk is there. Other commands are in /usr/bin.
 */
export const ROOT_COMMANDS: Readonly<Record<string, readonly string[]>> = {
	bin: [
		...['cat', 'chmod', 'chown', 'cmp', 'cp', 'date', 'dd', 'df', 'dmesg', 'echo', 'env'],
		...['false', 'grep', 'head', 'hostname', 'id', 'kill', 'ln', 'login', 'ls', 'mail'],
		...['md5sum', 'mkdir', 'mknod', 'mv', 'pidof', 'ping', 'printf', 'ps', 'pwd', 'rm'],
		...['rmdir', 'sh', 'sha1sum', 'sha256sum', 'sleep', 'stat', 'stty', 'su', 'sync', 'tail'],
		...['tee', 'test', 'touch', 'true', 'uname', 'wc', 'whoami'],
	],
	sbin: [
		...['fsck', 'getty', 'halt', 'hostd', 'ifconfig', 'maild', 'mkfs', 'mount'],
		...['reboot', 'route', 'service', 'sums', 'umount'],
	],
};

/** Commands that are boot modules, since they run as the first process: tests and benchmarks. */
export const BOOT_COMMANDS: readonly string[] = [
	...['attack', 'bench', 'disktest', 'dstest', 'hosttest', 'libctest'],
	...['libsystest', 'nettest', 'pcitest', 'pmtest', 'privtest', 'sockettest'],
	...['ttytest', 'vfstest'],
];

/** Drivers that are files as well, in /usr/lib/drivers: for `service update`. */
export const DRIVER_FILES: readonly string[] = ['at_disk', 'audio', 'random', 'tty'];

/** Those that a user runs with root's rights: mode 04755. */
const SET_USER_ID: readonly string[] = ['login', 'lp', 'lpq', 'lprm', 'mail', 'ping', 'su'];

/** Further names of commands, in the same folder. */
export const COMMAND_LINKS: Readonly<Record<string, string>> = {
	'[': 'test',
	host: 'nslookup', // the server of the control channel has the program name "host"
	poweroff: 'halt',
};

const ROOT_TREE: readonly TreeItem[] = [
	directory('bin'),
	directory('boot'),
	directory('data'),
	directory('dev'),
	...DEVICE_FILES,
	copy('etc', 'os-image/etc'),
	{ kind: 'mode', to: 'etc/shadow', mode: 0o600 },
	directory('root', 0o700),
	directory('sbin'),
	{ kind: 'program', to: 'sbin/init', program: 'init' }, // a boot module as well
	directory('tmp', 0o1777),
	directory('usr'),
	directory('var/mail'),
	directory('var/spool/mail/queue', 0o700),
];

/** The first partition: the boot archive. */
export const BOOT_PARTITION = { name: 'boot', type: 0x7f, size: 15 * MIB } as const;

export const MINIX_PARTITION_TYPE = 0x81;

export interface ImagePlan {
	/** The root file system: loaded with the kernel, so that it survives any disk driver. */
	readonly ramdisk: VolumePlan;
	/** The further partitions, in order. */
	readonly volumes: readonly VolumePlan[];
	/** The programs of the boot archive, in order. */
	readonly modules: readonly string[];
}

/** Where each program goes: servers, drivers, the first process and tests are boot modules. */
export function planImage(
	programs: readonly { readonly name: string; readonly isCommand: boolean }[],
): ImagePlan {
	const isModule = ({ name, isCommand }: (typeof programs)[number]) =>
		!isCommand || FIRST_PROGRAMS.includes(name) || BOOT_COMMANDS.includes(name);
	const commands = programs.filter((program) => !isModule(program)).map(({ name }) => name);
	const inRoot = (folder: string) =>
		commands.filter((name) => ROOT_COMMANDS[folder]?.includes(name));
	const folders = Object.keys(ROOT_COMMANDS);
	const others = commands.filter((name) => !folders.some((f) => inRoot(f).includes(name)));
	const rank = (name: string) => {
		const place = FIRST_PROGRAMS.indexOf(name);
		return place < 0 ? FIRST_PROGRAMS.length : place;
	};
	return {
		ramdisk: {
			name: 'root',
			size: 4 * MIB,
			inodes: 512,
			tree: [
				...ROOT_TREE,
				...folders.flatMap((folder) => commandFiles(folder, inRoot(folder))),
			],
		},
		volumes: [
			{
				name: 'usr',
				size: 16 * MIB,
				inodes: 2048,
				tree: [
					directory('bin'),
					...commandFiles('bin', others),
					{ kind: 'symlink', to: 'bin/env', target: '/bin/env' }, // for "#!/usr/bin/env"
					directory('lib/drivers'),
					...programs
						.filter(({ name, isCommand }) => !isCommand && DRIVER_FILES.includes(name))
						.map(({ name }): TreeItem => {
							return { kind: 'program', to: `lib/drivers/${name}`, program: name };
						}),
					directory('share/doc'),
					copy('share/doc/LICENSE', 'LICENSE'),
				],
			},
			{ name: 'data', size: 32 * MIB, spare: MIB, inodes: 8192, tree: [] },
		],
		modules: programs
			.filter(isModule)
			.map(({ name }) => name)
			.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
	};
}

/** The files of some commands in a folder, and their further names. */
function commandFiles(folder: string, commands: readonly string[]): TreeItem[] {
	const path = (name: string) => `${folder}/${name}`;
	return [
		...commands.map(
			(name): TreeItem => ({
				kind: 'program',
				to: path(name),
				program: name,
				mode: SET_USER_ID.includes(name) ? 0o4755 : 0o755,
			}),
		),
		...Object.entries(COMMAND_LINKS)
			.filter(([, command]) => commands.includes(command))
			.map(
				([link, command]): TreeItem => ({
					kind: 'link',
					to: path(link),
					existing: path(command),
				}),
			),
	];
}
