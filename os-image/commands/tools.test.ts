/*
 * The tools that only the running system can show: mounts, processes, users, devices and the way
 * down. The machine boots once; each test starts from a snapshot of it at the first prompt.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOsFiles } from '../../src/cli/os_files.ts';
import type { Machine, Snapshot } from '../../src/machine/api.ts';
import { createMachine } from '../../src/machine/machine.ts';

const PROMPT = '# ';
const BOOT_LIMIT_US = 60_000_000;
const STEP_LIMIT_US = 30_000_000;
const BOOT_TIMEOUT_MS = 170_000;
const SETTLE_US = 200_000;

let machine: Machine;
let atPrompt: Snapshot;
let output = '';

beforeAll(async () => {
	machine = await createMachine(await readOsFiles());
	const decoder = new TextDecoder();
	machine.com1.onOutput((bytes) => {
		output += decoder.decode(bytes, { stream: true });
	});
	waitFor(() => output.includes(PROMPT), BOOT_LIMIT_US);
	machine.runSync({ forUs: SETTLE_US });
	atPrompt = machine.snapshot();
}, BOOT_TIMEOUT_MS);

beforeEach(() => {
	machine.restore(atPrompt);
	output = '';
});

afterAll(() => machine?.dispose());

function waitFor(isThere: () => boolean, limitUs = STEP_LIMIT_US): void {
	machine.runSync({ until: isThere, forUs: limitUs });
	if (!isThere()) expect.fail(`It did not happen; the console shows ${JSON.stringify(output)}.`);
}

let runs = 0;

/** Types a line and gives what it printed and its status. */
function run(command: string): { text: string; status: number } {
	const mark = String(++runs);
	const printed = new RegExp(`begin${mark}\r\n([\\s\\S]*)end${mark}=(\\d+)\r\n[^\r\n]*[#$] $`);
	output = '';
	// The marks are cut in two by quotes, so that the line's echo is not taken for what it prints.
	machine.com1.send(`echo be''gin${mark}; { ${command}; } 2>&1; echo en''d${mark}=$?\n`);
	waitFor(() => printed.test(output));
	const [, text = '', status] = printed.exec(output) ?? [];
	return { text: text.replaceAll('\r', '').trimEnd(), status: Number(status) };
}

describe('mounts', () => {
	it('are those of /etc/fstab, each with a file server of its own', () => {
		const { text } = run('mount');
		expect(text).toMatch(/ on \/ \(rw, by mfs\.root\)/);
		expect(text).toContain('/dev/c0d0p2 on /usr (rw, by mfs.usr)');
		expect(text).toContain('/dev/c0d0p3 on /data (rw, by mfs.data)');
	});

	it('can be taken away, made again, and made for reading only', () => {
		expect(run('echo kept > /data/file; umount /data; ls /data')).toEqual({
			text: '',
			status: 0,
		});
		expect(run('mount -r /dev/c0d0p3 /data; cat /data/file')).toMatchObject({ text: 'kept' });
		expect(run('touch /data/other').status).toBe(1);
		expect(run('umount /dev/c0d0p3; mount -a; touch /data/other')).toEqual({
			text: '',
			status: 0,
		});
	});

	it('come from the table when only the device or the directory is named', () => {
		expect(run('umount /data && mount /data && mount').text).toContain(
			'/dev/c0d0p3 on /data (rw, by mfs.data)',
		);
		expect(run('umount /data && mount /dev/c0d0p3')).toEqual({ text: '', status: 0 });
		expect(run('mount /nowhere')).toMatchObject({
			text: expect.stringContaining('not in /etc/fstab'),
			status: 1,
		});
	});

	it('take no option that means nothing here', () => {
		expect(run('umount /data; mount -o rw,quota /dev/c0d0p3 /data')).toMatchObject({
			text: expect.stringContaining("no option 'quota'"),
			status: 2,
		});
	});

	it('protect their device from mkfs and from repairs', () => {
		expect(run('mkfs /dev/c0d0p3')).toEqual({
			text: 'mkfs: /dev/c0d0p3 is mounted: umount it first',
			status: 1,
		});
		expect(run('fsck -y /dev/c0d0p3').status).toBe(8);
		expect(run('sync; fsck -n /dev/c0d0p3')).toEqual({
			text: 'fsck: /dev/c0d0p3 is mounted and may change meanwhile',
			status: 0,
		});
		expect(run('umount /data && mkfs -q /dev/c0d0p3 && fsck -y /dev/c0d0p3').status).toBe(0);
	});

	it('are found by df by their device', () => {
		expect(run('df /dev/c0d0p3').text).toMatch(/^\/dev\/c0d0p3 .* \/data$/m);
	});

	it('are listed by df with what is free', () => {
		expect(run('df').text).toMatch(/^\/dev\/c0d0p3 +\d+ +\d+ +\d+ +\d+% \/data$/m);
		expect(run('df -i /usr/bin').text.split('\n')).toHaveLength(2);
	});
});

describe('processes', () => {
	it('are listed with their parents, servers and drivers by label', () => {
		expect(run('ps -ef').text).toMatch(/^root +1 +- .* init$/m);
		const labels = run('ps -s').text;
		for (const label of ['pm', 'vfs', 'mfs.root', 'blk.at_disk', 'chr.tty']) {
			expect(labels).toMatch(new RegExp(`^${label.replace('.', '\\.')} `, 'm'));
		}
	});

	it('are found by name, drivers also by their bare one', () => {
		const listed = (label: string) =>
			new RegExp(`^${label} +(\\d+)`, 'm').exec(run('ps -s').text)?.[1];
		expect(run('pidof init').text).toBe('1');
		expect(run('pidof blk.at_disk').text).toBe(listed('blk.at_disk'));
		expect(run('pidof at_disk').text).toBe(listed('blk.at_disk'));
		expect(run('pidof nobody')).toMatchObject({ status: 1, text: '' });
	});

	it('end by the signal that kill sends', () => {
		expect(run('sleep 100 & env kill -KILL $!; wait $!').status).toBe(128 + 9);
	});

	it('are counted by top and free', () => {
		expect(run('top -b -n 1').text).toMatch(/^4\d{4} _mfsroot .* mfs\.root$/m);
		expect(run('free').text).toMatch(/^Memory: +\d+ +\d+ +\d+$/m);
	});
});

describe('users', () => {
	function becomeGuestAndAskForRoot(): void {
		machine.com1.send('su guest\n');
		waitFor(() => output.includes('$ '));
		machine.com1.send('su\n');
		waitFor(() => output.includes('Password: '));
	}

	it('have their own rights after su', () => {
		expect(run('su guest -c id')).toEqual({
			text: 'uid=100(guest) gid=100(users)',
			status: 0,
		});
		expect(run('su guest -c "cat /etc/shadow"').status).toBe(1);
		expect(run('su guest -c "touch /data/guest/mine"')).toEqual({ text: '', status: 0 });
	});

	it('need the password to become root, which is not shown', () => {
		becomeGuestAndAskForRoot();
		machine.com1.send('kintsugi\n');
		waitFor(() => /Password: \r\n.*# $/.test(output));
		expect(run('id -u').text).toBe('0');
	});

	it('stay who they are with a wrong password', () => {
		becomeGuestAndAskForRoot();
		machine.com1.send('wrong\n');
		waitFor(() => /su: that is not the password\r\n.*\$ $/.test(output));
		expect(run('id -un').text).toBe('guest');
	});
});

describe('devices', () => {
	it('show their numbers, and are read as they are', () => {
		expect(run('ls -l /dev/null').text).toMatch(
			/^crw-rw-rw- 1 root +root +1, 3 .* \/dev\/null$/,
		);
		expect(run('head -c 1000 /dev/zero | wc -c').text).toBe('1000');
		expect(
			run('dd if=/dev/c0d0 bs=512 count=1 status=none | tail -c 2 | hexdump -C').text,
		).toMatch(/^00000000 {2}55 aa /);
	});

	it('say the same to dmesg as they did to the console', () => {
		expect(run('dmesg').text).toMatch(/^Kintsugi \d/m);
	});

	it('have a line of the log be one that was written in pieces, or has no end', () => {
		run("(printf 'in '; printf 'pieces\\n') > /dev/klog; printf unended > /dev/klog");
		expect(run('dmesg | tail -n 2').text).toBe('user: in pieces\nuser: unended');
	});
});

describe('tools without operands', () => {
	it.each(['uname', 'free', 'sync', 'whoami', 'top', 'dmesg', 'halt', 'reboot'])(
		'refuse some: %s',
		(tool) => expect(run(`${tool} what`).status).toBe(2),
	);
});

describe('the system goes down', () => {
	it('by two programs that know their names', () => {
		expect(run('halt --help').text).toMatch(/^Usage: halt /);
		expect(run('poweroff --help').text).toMatch(/^Usage: poweroff /);
	});

	it.each([
		['halt', 'init: power off'],
		['reboot', 'init: restarting'],
	])('in good order by %s', (command, message) => {
		machine.com1.send(`${command}\n`);
		waitFor(() => output.includes('pm: init (pid 1) asked for'));
		expect(output).toContain(message);
		expect(output).not.toContain("can't be unmounted");
	});
});

describe('the first process', () => {
	it('starts the console’s shell again when it ends', () => {
		machine.com1.send('exit\n');
		waitFor(() => /exit\r\n[\s\S]*# $/.test(output));
		expect(run('echo back').text).toBe('back');
	});
});
