import { expect, test } from 'vitest';
import { FakePeer, FakeStack } from '../fake_stack.test-support.ts';
import { garbleSmtp } from '../garbled.test-support.ts';
import { MAILS_MAX, Mailbox } from './mailbox.ts';
import { MAIL_BYTES_MAX, SmtpService } from './smtp_service.ts';

function started(seed?: number) {
	const stack = new FakeStack(seed);
	const mailbox = new Mailbox();
	const service = new SmtpService(mailbox);
	service.start(stack);
	return { stack, mailbox, service };
}

/** The codes of the replies to some lines, the greeting first. */
function codes(...lines: string[]): string[] {
	const { stack } = started();
	const peer = stack.dial(25);
	for (const line of lines) peer.send(`${line}\r\n`);
	return replyCodes(peer.readText());
}

function replyCodes(text: string): string[] {
	return text.split('\r\n').flatMap((line) => /^(\d{3}) /.exec(line)?.[1] ?? []);
}

const envelope = ['EHLO guest', 'MAIL FROM:<root@guest>', 'RCPT TO:<admin@host>'];

test('a mail is taken with its envelope, and its text is what was sent', () => {
	const { stack, mailbox } = started(4);
	stack.nowNs = 5_000_000;
	const peer = stack.dial(25);
	const text = 'Subject: eth.rtl8139 failed\r\n\r\nIt was killed.\r\n..hidden\r\n';
	peer.send([...envelope, 'RCPT TO:<root@host>', 'DATA', `${text}.`, 'QUIT', ''].join('\r\n'));
	expect(replyCodes(peer.readText())).toEqual([
		'220',
		'250',
		'250',
		'250',
		'250',
		'354',
		'250',
		'221',
	]);
	expect(peer.sawEnd).toBe(true);
	expect(mailbox.mails).toEqual([
		{
			id: 1,
			atUs: 5000,
			from: 'root@guest',
			to: ['admin@host', 'root@host'],
			text: 'Subject: eth.rtl8139 failed\n\nIt was killed.\n.hidden\n',
		},
	]);
});

test('listeners hear of a mail, and several can follow one another on a connection', () => {
	const { stack, mailbox } = started();
	const heard: string[] = [];
	mailbox.onMail(({ text }) => heard.push(text));
	const peer = stack.dial(25);
	for (const word of ['one', 'two']) {
		peer.send([...envelope.slice(word === 'one' ? 0 : 1), 'DATA', word, '.', ''].join('\r\n'));
	}
	expect(heard).toEqual(['one\n', 'two\n']);
});

test('commands out of order are refused', () => {
	expect(codes('MAIL FROM:<a@b>')).toEqual(['220', '503']);
	expect(codes('HELO g', 'RCPT TO:<a@b>')).toEqual(['220', '250', '503']);
	expect(codes('HELO g', 'DATA')).toEqual(['220', '250', '503']);
	expect(codes('HELO g', 'MAIL FROM:<a@b>', 'DATA')).toEqual(['220', '250', '250', '503']);
	expect(codes(...envelope, 'RSET', 'DATA').slice(-2)).toEqual(['250', '503']);
	expect(codes(...envelope, 'MAIL FROM:<c@d>').at(-1)).toBe('503');
});

test('wrong arguments are told how it goes', () => {
	expect(codes('HELO', 'MAIL TO:<a>', 'HELO g', 'MAIL FROM:a@b', 'NONSENSE')).toEqual([
		'220',
		'501',
		'501',
		'250',
		'501',
		'500',
	]);
	expect(codes('ehlo g', 'mail from: <a@b> SIZE=10', 'rcpt to:<@c,@d:e@f>', 'noop x')).toEqual([
		'220',
		'250',
		'250',
		'250',
		'250',
	]);
	expect(codes('HELO g', 'MAIL FROM:<>', 'RCPT TO:<>')).toEqual(['220', '250', '250', '501']);
});

test('a mail that is too long is refused at its announcement, or at its end', () => {
	const tooLong = MAIL_BYTES_MAX + 1;
	expect(codes('HELO g', `MAIL FROM:<a@b> SIZE=${tooLong}`).at(-1)).toBe('552');
	const line = 'x'.repeat(1023);
	const { stack, mailbox } = started();
	const peer = stack.dial(25);
	peer.send([...envelope, 'DATA', ''].join('\r\n'));
	for (let i = 0; i <= MAIL_BYTES_MAX / 1024; i++) peer.send(`${line}\r\n`);
	peer.send('.\r\nNOOP\r\n');
	expect(replyCodes(peer.readText()).slice(-2)).toEqual(['552', '250']);
	expect(mailbox.mails).toEqual([]);
});

test('a line that is too long is refused, and the next one understood', () => {
	expect(codes('x'.repeat(5000), 'NOOP')).toEqual(['220', '500', '250']);
});

test('a client that makes nothing but errors is sent away', () => {
	const { stack } = started();
	const peer = stack.dial(25);
	for (let i = 0; i < 25; i++) peer.send('NONSENSE\r\n');
	expect(replyCodes(peer.readText()).at(-1)).toBe('421');
	expect(peer.isGone).toBe(true);
});

test('the oldest mails give way to new ones', () => {
	const mailbox = new Mailbox();
	for (let i = 0; i < MAILS_MAX + 5; i++) {
		mailbox.take({ atUs: 0, from: '', to: [], text: `${i}` });
	}
	expect(mailbox.mails.length).toBe(MAILS_MAX);
	expect(mailbox.mails[0]?.id).toBe(6);
	expect(mailbox.count).toBe(MAILS_MAX + 5);
});

test('a session that was saved at any byte goes on as if it had not been', () => {
	const session = [...envelope, 'DATA', 'Subject: x', '', '..y', '.', 'QUIT', ''].join('\r\n');
	for (let cut = 0; cut < session.length; cut += 3) {
		const whole = started();
		const peer = whole.stack.dial(25);
		peer.send(session.slice(0, cut));
		const saved = structuredClone({ service: whole.service.save(), stack: whole.stack.save() });
		peer.send(session.slice(cut));
		const expected = peer.readText();
		const copy = started();
		copy.stack.load(saved.stack);
		copy.service.load(saved.service);
		const other = new FakePeer(copy.stack, peer.id);
		other.send(session.slice(cut));
		expect(other.readText()).toBe(expected);
		expect(copy.mailbox.mails).toEqual(whole.mailbox.mails);
	}
});

test('2,000 garbled sessions never throw and leave nothing behind', () => {
	expect(garbleSmtp(2000, 2)).toBeGreaterThan(100);
});
