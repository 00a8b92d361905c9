/**
 * The HTTP/1.1 server of a LAN (RFC 9110, 9112): what it serves is in resources.ts.
 *
 * A connection goes from `head` through `upload`, where there is a body, to `answer`, and back to
 * `head`. Requests that a client sends ahead stay with the stack until their turn comes. After a
 * last answer the rest of what the client sends is thrown away (`linger`), for a connection that is
 * closed with data unread is reset, and the answer could be lost with it.
 */

import type { PlainData } from '../../../machine/api.ts';
import type { TcpConnection, TcpService } from '../../tcpip/api.ts';
import { ConnectionTable } from '../connections.ts';
import type { Digests } from '../digests.ts';
import { emptyLine, type PartialLine, readLine } from '../line_reader.ts';
import type { LanService, ServiceHost } from '../service.ts';
import {
	type Answer,
	answerTo,
	digestLine,
	refusalAnswer,
	serializeHead,
	textAnswer,
} from './answer.ts';
import {
	type Content,
	fill,
	hashSlice,
	isFinished,
	loadContent,
	nextTimeOf,
	saveContent,
} from './content.ts';
import { type HttpRefusal, parseRequestHead, type RequestHead } from './request_head.ts';
import { findResource, type ServedFiles } from './resources.ts';
import {
	loadUpload,
	newUpload,
	saveUpload,
	takeUpload,
	UPLOAD_BYTES_MAX,
	type Upload,
	uploadReport,
} from './upload.ts';

const HTTP_PORT = 80;
const CONNECTIONS_MAX = 64;
const LINE_BYTES_MAX = 4096;
const HEAD_BYTES_MAX = 16 << 10;
/** What is thrown away after a last answer before the connection is reset. */
const LINGER_BYTES_MAX = 16 << 20;
const CONTINUE = new TextEncoder().encode('HTTP/1.1 100 Continue\r\n\r\n');

interface Exchange {
	phase: 'head' | 'upload' | 'answer' | 'linger';
	line: PartialLine;
	/** The head's lines so far. */
	lines: string[];
	headBytes: number;
	keepAlive: boolean;
	/** Of the answer, or an interim one: what is not sent yet. */
	unsent: Uint8Array;
	upload: Upload | undefined;
	content: Content | undefined;
	/** When the content has more without the client's doing. */
	nextNs: number;
	/** Bytes thrown away after the last answer. */
	lingered: number;
}

export interface HttpOptions {
	readonly digests: Digests;
	/** Served besides; not part of snapshots. */
	readonly files?: ServedFiles | undefined;
}

export class HttpService implements LanService, TcpService {
	readonly name = 'http';
	private host: ServiceHost | undefined;
	private exchanges: ConnectionTable<Exchange> | undefined;

	constructor(private readonly options: HttpOptions) {}

	get nextNs(): number {
		let nextNs = this.exchanges?.nextNs ?? Number.POSITIVE_INFINITY;
		for (const [, exchange] of this.exchanges?.all() ?? []) {
			nextNs = Math.min(nextNs, exchange.nextNs);
		}
		return nextNs;
	}

	start(host: ServiceHost): void {
		this.host = host;
		this.exchanges = new ConnectionTable(host);
		host.stack.listenTcp(HTTP_PORT, this);
	}

	run(): void {
		const { host, exchanges } = this;
		if (!host || !exchanges) {
			return;
		}
		exchanges.sweep();
		for (const [id, { nextNs }] of [...exchanges.all()]) {
			const connection = nextNs <= host.nowNs ? host.stack.connection(id) : undefined;
			if (connection) {
				this.serve(connection);
			}
		}
	}

	onAccept(connection: TcpConnection): void {
		if (!this.exchanges || this.exchanges.size >= CONNECTIONS_MAX) {
			connection.abort();
			return;
		}
		this.exchanges.add(connection, newExchange());
		this.serve(connection);
	}

	onReadable(connection: TcpConnection): void {
		this.serve(connection);
	}

	onWritable(connection: TcpConnection): void {
		this.serve(connection);
	}

	onClosed(connection: TcpConnection): void {
		this.exchanges?.remove(connection);
	}

	save(): PlainData {
		return this.exchanges?.save(saveExchange) ?? null;
	}

	load(state: PlainData): void {
		this.exchanges?.load(state, (each) => loadExchange(each, this.options.digests));
	}

	/** Does for a connection what can be done now. */
	private serve(connection: TcpConnection): void {
		const exchange = this.exchanges?.active(connection);
		if (!exchange) {
			return;
		}
		let step: Step = 'on';
		while (step === 'on') {
			step = this.step(connection, exchange);
		}
		if (step === 'close' || step === 'abort') {
			this.exchanges?.remove(connection);
			connection[step]();
		}
	}

	private step(connection: TcpConnection, exchange: Exchange): Step {
		exchange.unsent = exchange.unsent.subarray(connection.send(exchange.unsent));
		switch (exchange.phase) {
			case 'head':
				return this.takeHead(connection, exchange);
			case 'upload':
				return this.takeBody(connection, exchange);
			case 'answer':
				return this.sendAnswer(connection, exchange);
			case 'linger':
				return linger(connection, exchange);
		}
	}

	private takeHead(connection: TcpConnection, exchange: Exchange): Step {
		const result = readLine(connection, exchange.line, LINE_BYTES_MAX);
		if (result.kind === 'none') {
			return connection.hasEnded ? 'close' : 'wait';
		}
		const line = result.kind === 'line' ? new TextDecoder().decode(result.bytes) : undefined;
		exchange.headBytes += line?.length ?? 0;
		if (line === undefined || exchange.headBytes > HEAD_BYTES_MAX) {
			const limits = `${LINE_BYTES_MAX} bytes a line, ${HEAD_BYTES_MAX} together`;
			return refuse(exchange, { status: 431, reason: `The head is too long: ${limits}.` });
		}
		if (line !== '') {
			exchange.lines.push(line);
		} else if (exchange.lines.length > 0) {
			this.takeRequest(exchange);
		}
		return 'on'; // empty lines before a request are passed over (RFC 9112 §2.2)
	}

	private takeRequest(exchange: Exchange): void {
		const head = parseRequestHead(exchange.lines);
		exchange.lines = [];
		exchange.headBytes = 0;
		if ('status' in head) {
			refuse(exchange, head);
			return;
		}
		exchange.keepAlive = head.keepAlive;
		const resource = findResource(head, this.options.files ?? new Map());
		if ('reason' in resource) {
			refuse(exchange, resource, head);
		} else if (resource.kind === 'upload') {
			this.beginUpload(exchange, head);
		} else if (head.method !== 'GET' && head.method !== 'HEAD') {
			refuseMethod(exchange, head, 'GET, HEAD');
		} else {
			const { nowNs = 0 } = this.host ?? {};
			const answer = answerTo(head, resource, this.options.digests, nowNs);
			// A body that nobody asked for would be taken for the next request.
			exchange.keepAlive &&= head.body.kind === 'none';
			beginAnswer(exchange, answer, head.method === 'HEAD');
		}
	}

	private beginUpload(exchange: Exchange, head: RequestHead): void {
		const { body } = head;
		if (head.method !== 'PUT' && head.method !== 'POST') {
			refuseMethod(exchange, head, 'PUT, POST');
		} else if (body.kind === 'none') {
			refuse(exchange, {
				status: 411,
				reason: 'An upload has Content-Length, or is chunked.',
			});
		} else if (body.kind === 'sized' && body.bytes > UPLOAD_BYTES_MAX) {
			refuse(exchange, tooLarge);
		} else {
			exchange.upload = newUpload(body, this.options.digests);
			exchange.phase = 'upload';
			exchange.unsent = head.expectsContinue ? CONTINUE : exchange.unsent;
		}
	}

	private takeBody(connection: TcpConnection, exchange: Exchange): Step {
		const { upload } = exchange;
		if (!upload) {
			return 'abort';
		}
		switch (takeUpload(upload, connection)) {
			case 'under-way':
				return 'wait';
			case 'done':
				exchange.upload = undefined;
				beginAnswer(exchange, textAnswer(201, uploadReport(upload)), false);
				return 'on';
			case 'too-large':
				return refuse(exchange, tooLarge);
			case 'broken':
				return refuse(exchange, {
					status: 400,
					reason: 'The body ended early, or its chunks are wrong.',
				});
		}
	}

	private sendAnswer(connection: TcpConnection, exchange: Exchange): Step {
		const { content } = exchange;
		const { nowNs = 0 } = this.host ?? {};
		if (exchange.unsent.length > 0) {
			return 'wait';
		}
		if (content && !isFinished(content)) {
			return sendContent(connection, exchange, content, nowNs);
		}
		exchange.content = undefined;
		exchange.nextNs = Number.POSITIVE_INFINITY;
		if (exchange.keepAlive) {
			exchange.phase = 'head';
		} else {
			exchange.phase = 'linger';
			connection.shutdown();
		}
		return 'on';
	}
}

/** Whether to go on at once, to wait for what comes, or to end the connection. */
type Step = 'on' | 'wait' | 'close' | 'abort';

const tooLarge: HttpRefusal = {
	status: 413,
	reason: `An upload has ${UPLOAD_BYTES_MAX / 2 ** 30}G bytes at most.`,
};

function newExchange(): Exchange {
	return {
		phase: 'head',
		line: emptyLine(),
		lines: [],
		headBytes: 0,
		keepAlive: true,
		unsent: new Uint8Array(0),
		upload: undefined,
		content: undefined,
		nextNs: Number.POSITIVE_INFINITY,
		lingered: 0,
	};
}

function beginAnswer(exchange: Exchange, answer: Answer, isHeadOnly: boolean): void {
	exchange.phase = 'answer';
	exchange.unsent = serializeHead(answer, exchange.keepAlive);
	exchange.content = isHeadOnly ? undefined : answer.content;
}

/** Of a request whose body, if it has one, is not read: then no other can follow. */
function refuse(exchange: Exchange, refusal: HttpRefusal, head?: RequestHead): Step {
	exchange.keepAlive &&= head?.body.kind === 'none';
	exchange.upload = undefined;
	beginAnswer(exchange, refusalAnswer(refusal), head?.method === 'HEAD');
	return 'on';
}

function refuseMethod(exchange: Exchange, head: RequestHead, allowed: string): void {
	const reason = `${head.method} is not for this; ${allowed} is.`;
	exchange.keepAlive &&= head.body.kind === 'none';
	const answer = refusalAnswer({ status: 405, reason });
	const fields = { ...answer.fields, Allow: allowed };
	beginAnswer(exchange, { ...answer, fields }, head.method === 'HEAD');
}

function sendContent(
	connection: TcpConnection,
	exchange: Exchange,
	content: Content,
	nowNs: number,
): Step {
	if (content.kind === 'digest') {
		return continueDigest(exchange, content, nowNs);
	}
	const room = connection.sendSpace();
	const count = fill(content, room, nowNs);
	connection.sent(count);
	if (count === 0) {
		exchange.nextNs = nextTimeOf(content, nowNs);
		return 'wait';
	}
	return 'on';
}

/** One slice each time that it is due, however often the client makes itself heard. */
function continueDigest(
	exchange: Exchange,
	content: Content & { kind: 'digest' },
	nowNs: number,
): Step {
	if (Number.isFinite(exchange.nextNs) && nowNs < exchange.nextNs) {
		return 'wait';
	}
	const hex = hashSlice(content);
	if (hex === undefined) {
		exchange.nextNs = nextTimeOf(content, nowNs);
		return 'wait';
	}
	exchange.content = { kind: 'bytes', bytes: digestLine(hex), at: 0 };
	return 'on';
}

function linger(connection: TcpConnection, exchange: Exchange): Step {
	for (;;) {
		const { length } = connection.receive();
		if (length === 0) {
			return connection.hasEnded ? 'close' : 'wait';
		}
		connection.consume(length);
		exchange.lingered += length;
		if (exchange.lingered > LINGER_BYTES_MAX) {
			return 'abort';
		}
	}
}

function saveExchange(exchange: Exchange): PlainData {
	const { upload, content, nextNs, line, ...rest } = exchange;
	return {
		...structuredClone(rest),
		line: structuredClone(line),
		upload: upload ? saveUpload(upload) : null,
		content: content ? saveContent(content) : null,
		nextNs: Number.isFinite(nextNs) ? nextNs : null,
	};
}

function loadExchange(state: PlainData, digests: Digests): Exchange {
	const saved = state as unknown as Omit<Exchange, 'upload' | 'content' | 'nextNs'> & {
		upload: PlainData;
		content: PlainData;
		nextNs: number | null;
	};
	return {
		...structuredClone(saved),
		upload: saved.upload ? loadUpload(saved.upload, digests) : undefined,
		content: saved.content ? loadContent(saved.content, digests) : undefined,
		nextNs: saved.nextNs ?? Number.POSITIVE_INFINITY,
	};
}
