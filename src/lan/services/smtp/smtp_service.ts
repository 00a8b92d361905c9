/**
 * A mail sink (RFC 5321): takes any mail to anyone, keeps it, and forwards nothing. Policy scripts
 * mail the administrator; here is where that arrives.
 */

import type { PlainData } from '../../../machine/api.ts';
import type { TcpConnection, TcpService } from '../../tcpip/api.ts';
import { ConnectionTable } from '../connections.ts';
import { discardAll } from '../discard.ts';
import { concatenate, emptyLine, type PartialLine, readLine } from '../line_reader.ts';
import type { LanService, ServiceHost } from '../service.ts';
import type { Mailbox } from './mailbox.ts';
import { parseSmtpCommand, type SmtpCommand } from './smtp_command.ts';

const SMTP_PORT = 25;
const CONNECTIONS_MAX = 16;
/** RFC 5321 §4.5.3.1 asks for 512 (commands) and 1,000 (text) at least. */
const COMMAND_BYTES_MAX = 1024;
const TEXT_LINE_BYTES_MAX = 4096;
const RECIPIENTS_MAX = 100;
export const MAIL_BYTES_MAX = 256 << 10;
/** A client that sends only nonsense is not listened to for ever. */
const ERRORS_MAX = 20;
const NS_PER_US = 1000;
const FULL_STOP = 0x2e;

const TOO_LONG =
	`552 A mail has ${MAIL_BYTES_MAX} bytes at most, and ${TEXT_LINE_BYTES_MAX} a line; ` +
	'send a shorter one';

/** Plain data. */
type Session = {
	phase: 'commands' | 'text' | 'ending';
	hasGreeted: boolean;
	line: PartialLine;
	/** Undefined (null) without a MAIL command. */
	from: string | null;
	to: string[];
	text: string;
	/** The text got too long, or has a line that is. */
	isRefused: boolean;
	errors: number;
	/** Replies that found no room yet. */
	unsent: Uint8Array;
};

export class SmtpService implements LanService, TcpService {
	readonly name = 'smtp';
	private host: ServiceHost | undefined;
	private sessions: ConnectionTable<Session> | undefined;

	constructor(private readonly mailbox: Mailbox) {}

	get nextNs(): number {
		return this.sessions?.nextNs ?? Number.POSITIVE_INFINITY;
	}

	start(host: ServiceHost): void {
		this.host = host;
		this.sessions = new ConnectionTable(host);
		host.stack.listenTcp(SMTP_PORT, this);
	}

	run(): void {
		this.sessions?.sweep();
	}

	onAccept(connection: TcpConnection): void {
		if (!this.sessions || this.sessions.size >= CONNECTIONS_MAX) {
			connection.abort();
			return;
		}
		const session = newSession();
		this.sessions.add(connection, session);
		reply(session, '220 host Kintsugi mail sink');
		this.serve(connection, session);
	}

	onReadable(connection: TcpConnection): void {
		this.serve(connection, this.sessions?.active(connection));
	}

	onWritable(connection: TcpConnection): void {
		this.serve(connection, this.sessions?.active(connection));
	}

	onClosed(connection: TcpConnection): void {
		this.sessions?.remove(connection);
	}

	save(): PlainData {
		return {
			sessions: this.sessions?.save((session) => structuredClone(session)) ?? null,
			mailbox: this.mailbox.save(),
		};
	}

	load(state: PlainData): void {
		const saved = state as { sessions: PlainData; mailbox: PlainData };
		this.sessions?.load(saved.sessions, (each) => structuredClone(each) as Session);
		this.mailbox.load(saved.mailbox);
	}

	/** Handles lines for as long as the replies find room, then sends these. */
	private serve(connection: TcpConnection, session: Session | undefined): void {
		if (!session) {
			return;
		}
		flush(connection, session);
		while (session.phase !== 'ending' && session.unsent.length === 0) {
			const max = session.phase === 'text' ? TEXT_LINE_BYTES_MAX : COMMAND_BYTES_MAX;
			const result = readLine(connection, session.line, max);
			if (result.kind === 'none') {
				break;
			}
			const line = result.kind === 'line' ? result.bytes : undefined;
			if (session.phase === 'text') {
				this.takeText(session, line);
			} else {
				this.takeCommand(session, line);
			}
			flush(connection, session);
		}
		if (session.phase === 'ending') {
			discardAll(connection);
		}
		if (session.unsent.length === 0 && (session.phase === 'ending' || connection.hasEnded)) {
			this.sessions?.remove(connection);
			connection.close();
		}
	}

	private takeCommand(session: Session, line: Uint8Array | undefined): void {
		const command = line && parseSmtpCommand(new TextDecoder().decode(line));
		const answer = command ? carryOut(command, session) : '500 The line is too long';
		reply(session, answer);
		if (answer.startsWith('5') && ++session.errors >= ERRORS_MAX) {
			session.phase = 'ending';
			reply(session, '421 Too many errors');
		}
	}

	/** A line of the mail's text, undefined if it was too long. */
	private takeText(session: Session, line: Uint8Array | undefined): void {
		if (line?.length === 1 && line[0] === FULL_STOP) {
			reply(session, session.isRefused ? TOO_LONG : this.takeMail(session));
			resetMail(session);
			session.phase = 'commands';
			return;
		}
		// A full stop at the beginning was put there by the sender (§4.5.2).
		const text =
			line && new TextDecoder().decode(line[0] === FULL_STOP ? line.subarray(1) : line);
		if (text === undefined || session.text.length + text.length + 1 > MAIL_BYTES_MAX) {
			session.isRefused = true;
			session.text = '';
		} else if (!session.isRefused) {
			session.text += `${text}\n`;
		}
	}

	private takeMail({ from, to, text }: Session): string {
		const atUs = (this.host?.nowNs ?? 0) / NS_PER_US;
		return `250 Taken as mail ${this.mailbox.take({ atUs, from: from ?? '', to, text })}`;
	}
}

function newSession(): Session {
	return {
		phase: 'commands',
		hasGreeted: false,
		line: emptyLine(),
		from: null,
		to: [],
		text: '',
		isRefused: false,
		errors: 0,
		unsent: new Uint8Array(0),
	};
}

/** Changes the session as the command says, and tells the reply (§4.2.3, §4.3.2). */
function carryOut(command: SmtpCommand, session: Session): string {
	switch (command.verb) {
		case 'HELO':
		case 'EHLO':
			session.hasGreeted = true;
			resetMail(session);
			return command.verb === 'HELO'
				? '250 host'
				: `250-host\r\n250-8BITMIME\r\n250 SIZE ${MAIL_BYTES_MAX}`;
		case 'MAIL':
			return carryOutMail(command, session);
		case 'RCPT':
			if (session.from === null) {
				return '503 MAIL comes first';
			}
			if (session.to.length >= RECIPIENTS_MAX) {
				return `452 A mail has ${RECIPIENTS_MAX} recipients at most`;
			}
			session.to.push(command.to);
			return '250 OK';
		case 'DATA':
			if (session.to.length === 0) {
				return session.from === null ? '503 MAIL comes first' : '503 RCPT comes first';
			}
			session.phase = 'text';
			return '354 Send the mail and end it with a full stop on a line of its own';
		case 'RSET':
			resetMail(session);
			return '250 OK';
		case 'NOOP':
			return '250 OK';
		case 'QUIT':
			session.phase = 'ending';
			return '221 Bye';
		case 'wrong':
			return `501 Expected: ${command.usage}`;
		case 'unknown':
			return '500 Expected HELO, EHLO, MAIL, RCPT, DATA, RSET, NOOP or QUIT';
	}
}

function carryOutMail(command: SmtpCommand & { verb: 'MAIL' }, session: Session): string {
	if (!session.hasGreeted) {
		return '503 HELO or EHLO comes first';
	}
	if (session.from !== null) {
		return '503 There was a MAIL already; RSET begins again';
	}
	if ((command.sizeBytes ?? 0) > MAIL_BYTES_MAX) {
		return TOO_LONG;
	}
	session.from = command.from;
	return '250 OK';
}

function resetMail(session: Session): void {
	session.from = null;
	session.to = [];
	session.text = '';
	session.isRefused = false;
}

function reply(session: Session, text: string): void {
	session.unsent = concatenate(session.unsent, new TextEncoder().encode(`${text}\r\n`));
}

function flush(connection: TcpConnection, session: Session): void {
	if (session.unsent.length > 0) {
		session.unsent = session.unsent.slice(connection.send(session.unsent));
	}
}
