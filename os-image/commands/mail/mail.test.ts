/** Mail in the running system. One guest serves all tests, each of which begins without any mail. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BOOT_MS = 60_000;
const QUEUE = '/var/spool/mail/queue';

let guest: BootedGuest;

beforeAll(async () => {
	// Without a network, so that nothing takes the mails out of the queue.
	guest = await BootedGuest.boot({ network: { nics: [] } });
}, BOOT_MS);
afterAll(() => guest?.dispose());
beforeEach(async () => {
	await run(`rm -rf /var/mail/* ${QUEUE}/* ${QUEUE}/.6*`);
});

/** What the commands print, without the last line's end, and the status of the last one. */
async function run(command: string): Promise<{ text: string; status: number }> {
	const { output, status } = await guest.shell(command);
	return { text: output.trimEnd(), status };
}

const send = (subject: string, to: string) =>
	run(`printf 'one\\n.two\\033[2J\\n' | mail -s '${subject}' ${to}`);
const text = async (command: string) => (await run(command)).text;

describe('a mail to a user of this machine', () => {
	it('is there at once, and is read and deleted by number', async () => {
		expect(await send('first', 'root')).toEqual({ text: '', status: 0 });
		expect(await send('second', 'root')).toEqual({ text: '', status: 0 });
		expect((await text('mail')).split('\n')).toEqual([
			expect.stringMatching(/^ +1 .* root@kintsugi +first$/),
			expect.stringMatching(/^ +2 .* root@kintsugi +second$/),
		]);
		expect(await text('mail -d 1; mail')).toMatch(/^ +1 .* second$/);
		expect(await run('mail -p 2')).toEqual({
			text: 'mail: there is no mail 2: the mailbox has 1',
			status: 1,
		});
	});

	it('has the header of RFC 5322, and nothing in its body that commands a terminal', async () => {
		await send('hello', 'root guest');
		const [header, body] = (await text('mail -p 1')).split('\n\n');
		expect(header?.split('\n')).toEqual([
			expect.stringMatching(/^Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000$/),
			'From: root@kintsugi',
			'To: root,',
			'\tguest',
			'Subject: hello',
			expect.stringMatching(/^Message-ID: <[-0-9a-f]+@kintsugi>$/),
			'MIME-Version: 1.0',
			'Content-Type: text/plain; charset=UTF-8',
			'Content-Transfer-Encoding: 8bit',
		]);
		expect(body).toBe('one\n.two?[2J');
		expect(await text('su guest -c mail')).toMatch(/^ +1 .* hello$/);
	});

	it('has one subject, whatever that is', async () => {
		await run('echo | mail -s "$(printf \'a\\nBcc: b@c\')" root');
		expect(await text('mail -p 1')).toMatch(/^Subject: a\?Bcc: b@c$/m);
	});

	it('has no line longer than may be', async () => {
		await run('head -c 2500 /dev/zero | tr "\\0" x | mail root');
		const [, body = ''] = (await text('mail -p 1')).split('\n\n');
		expect(body.split('\n').map((line) => line.length)).toEqual([998, 998, 504]);
	});

	it('is read with the rights of who reads it, whatever links are in the mailbox', async () => {
		await run(
			'echo hi | mail guest; cd /var/mail/guest; ln /etc/shadow 1; ln -s /etc/shadow 2',
		);
		const { text: seen, status } = await run(
			'su guest -c "mail; mail -p 1; mail -p 3" 2>/tmp/said',
		);
		expect({ seen, status }).toEqual({
			seen: expect.stringMatching(/^ +3 .* root@kintsugi *\nDate: [\s\S]*\n\nhi$/),
			status: 0,
		});
		expect((await text('cat /tmp/said')).split('\n')).toEqual([
			'mail: /var/mail/guest/1: permission denied',
			expect.stringMatching(/^mail: \/var\/mail\/guest\/2: /),
			'mail: /var/mail/guest/1: permission denied',
		]);
	});
});

describe('a mail to another machine', () => {
	it('waits in the queue with its envelope, until it is taken out', async () => {
		await send('away', 'admin@example.org root other@example.net');
		const [id = ''] = (await text('mail -q')).split(' ');
		expect(await text(`cat ${QUEUE}/${id}`)).toMatch(
			/^sender root@kintsugi\nrecipient admin@example\.org\nrecipient other@example\.net\n\nDate: /,
		);
		expect(await run(`mail -r ${id}; mail -q`)).toEqual({ text: '', status: 0 });
		expect(await text('mail')).toMatch(/^ +1 .* away$/);
	});

	it('is not shown to other users, nor taken out by them', async () => {
		await send('secret', 'admin@example.org');
		const [id = ''] = (await text('mail -q')).split(' ');
		expect(await run('echo hi | su guest -c "mail -s mine b@example.org"')).toEqual({
			text: '',
			status: 0,
		});
		expect(await text('su guest -c mail')).toMatch(/^\S+ +\d+ +to b@example\.org +mine$/);
		expect(await run(`su guest -c "mail -r ${id}"`)).toEqual({
			text: `mail: ${id} is not yours`,
			status: 1,
		});
		expect(await run(`su guest -c "ls ${QUEUE}"`)).toMatchObject({ status: 2 });
	});

	it('is refused when a hundred wait', async () => {
		await run(`cd ${QUEUE}; for i in $(seq 100); do : >$i; done`);
		expect(await run('echo | mail a@example.org')).toEqual({
			text: expect.stringMatching(/^mail: \/var\/spool\/mail\/queue is full: 100 mails /),
			status: 1,
		});
	});

	it('that was not finished is cleared away when nobody writes it any more', async () => {
		await run(`touch ${QUEUE}/.6955b90000000-30000; echo | mail a@example.org`);
		expect(await text(`ls -A ${QUEUE} | wc -l`)).toBe('1');
	});
});

describe('a mail', () => {
	it('goes to nobody when one of the addresses is none', async () => {
		const refusal = (address: string) => text(`mail root '${address}'`);
		expect(await refusal('nobody_here')).toBe("mail: this machine has no user 'nobody_here'");
		expect(await refusal('../root')).toBe("mail: this machine has no user '../root'");
		const rest = 'is no address: NAME@HOST, or a user of this machine';
		expect(await refusal('a@b@c')).toBe(`mail: 'a@b@c' ${rest}`);
		expect(await refusal('a b@c')).toBe(`mail: 'a b@c' ${rest}`);
		expect(await refusal('@c')).toBe(`mail: '@c' ${rest}`);
		expect(await text('mail')).toBe('');
	});

	it('of more than 64 KB is refused', async () => {
		expect(await run('head -c 70000 /dev/zero | mail root')).toEqual({
			text: 'mail: this is longer than the 64 KB that a mail may have',
			status: 1,
		});
	});

	it.each(['-s x', '-q root', '-r ../../../etc/passwd'])(
		'is no such thing as %s',
		async (args) => {
			expect(await run(`mail ${args}`)).toMatchObject({ status: 2 });
		},
	);
});
