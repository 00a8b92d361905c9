/*
 * Who is to recover: each server and driver whose block of system.conf names a policy
 * that restarts it. What is known here besides is how its users show that it works.
 */
import { readFile } from 'node:fs/promises';

const systemConf = new URL('../etc/system.conf', import.meta.url);

/** RS restarts it by itself, without a script. */
export const BUILTIN_POLICY = 'builtin';
/** What system.conf gives to those whose block has no statement `policy`. */
const DEFAULT_POLICY = 'restart';
const POLICY_WITHOUT_RESTART = 'none';

export interface Component {
	readonly label: string;
	/** The boot module that it runs. */
	readonly program: string;
	/** As system.conf has it, with its parameters. */
	readonly policy: string;
	/** Those that write `reintegrate` once they use a fresh instance; nobody: it ends at `publish`. */
	readonly clients: readonly string[];
	/** A shell command that has status 0 only if requests reach the component. */
	readonly probe: string;
}

interface Use {
	readonly clients: readonly string[];
	readonly probe: string;
}

/** By label. */
const uses: Readonly<Record<string, Use>> = {
	ds: { clients: [], probe: 'service list >/dev/null' },
	pci: { clients: [], probe: 'service list >/dev/null' },
	'blk.ramdisk': { clients: ['mfs.root'], probe: 'echo probe >/tmp/probe && sync' },
	'mfs.root': { clients: ['vfs'], probe: 'echo probe >/tmp/probe && grep -q probe /tmp/probe' },
	'mfs.usr': { clients: ['vfs'], probe: 'ls /usr/bin >/dev/null' },
	'mfs.data': { clients: ['vfs'], probe: 'echo probe >/data/probe && rm /data/probe' },
	'blk.at_disk': {
		clients: ['mfs.usr', 'mfs.data'],
		probe: 'dd if=/dev/c0d0 of=/dev/null bs=512 count=1',
	},
	inet: { clients: ['vfs'], probe: 'ping -c 3 10.0.2.2 >/dev/null' },
	'eth.rtl8139': { clients: ['inet'], probe: 'ping -c 1 10.0.2.2 >/dev/null' },
	'eth.dp8390': { clients: ['inet'], probe: 'ping -c 1 10.0.3.2 >/dev/null' },
	'chr.tty': { clients: ['vfs'], probe: 'echo >/dev/ttyc2' },
	'chr.random': { clients: ['vfs'], probe: 'dd if=/dev/random of=/dev/null bs=16 count=1' },
	'chr.audio': { clients: ['vfs'], probe: 'head -c 800 /dev/zero >/dev/dsp' },
	'chr.printer': { clients: ['vfs'], probe: 'echo probe >/dev/lp' },
	log: { clients: ['vfs'], probe: 'dmesg >/dev/null' },
	host: { clients: [], probe: 'true' },
};

/** What is only there on a machine that was told to use it; tested where it is made. */
const NOT_AT_BOOT: readonly string[] = ['blk.checksum'];

/** The components of the system.conf that the image was built with, in its order. */
export async function recoverableComponents(): Promise<Component[]> {
	return componentsOf(await readFile(systemConf, 'utf8'));
}

/** Templates (a label that ends in *) stand for components that are not there after a boot. */
export function componentsOf(text: string): Component[] {
	const blocks = text.replaceAll(/#.*/g, '').matchAll(/\bservice\s+(\S+)\s*\{([^}]*)\}/g);
	const components: Component[] = [];
	for (const [, label = '', statements = ''] of blocks) {
		const policy = /\bpolicy\s+([^;]*?)\s*;/.exec(statements)?.[1] ?? DEFAULT_POLICY;
		if (label.endsWith('*') || NOT_AT_BOOT.includes(label)) continue;
		if (policy === POLICY_WITHOUT_RESTART) continue;
		const program = /\bprogram\s+([^;]*?)\s*;/.exec(statements)?.[1] ?? label;
		const use = uses[label];
		if (!use) {
			throw new Error(
				`${label} of system.conf has the policy "${policy}", and nothing is known of who ` +
					'uses it: add it to os-image/reliability/components.ts.',
			);
		}
		components.push({ label, program, policy, ...use });
	}
	return components;
}
