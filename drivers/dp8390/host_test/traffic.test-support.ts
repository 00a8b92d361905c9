/** INET at work on the driver: regions that are posted again as soon as frames came in them. */
import {
	frameCount,
	NET_RECEIVE,
	NET_SEND,
	RECEIVE_FRAMES,
	type Reply,
} from '../../../os-image/lib/libdriver/host_test/net_client.test-support.ts';
import type { DriverOnCard } from './dp8390.test-support.ts';

const REGIONS = 3;
const REGION_BYTES = RECEIVE_FRAMES * 1520;
/** The grants that frames are sent from, a request each. */
const SEND_GRANTS = [8, 9, 10, 11];

export class Traffic {
	/** What has come, oldest first. */
	readonly frames: Buffer[] = [];
	/** Answers to NET_RECEIVE that brought them. */
	batches = 0;
	/** Frames whose requests have ended. */
	ended = 0;
	private seen: number;
	private readonly grants = new Map<number, number>();
	private readonly freeGrants = [...SEND_GRANTS];
	private readonly sending = new Map<number, number>();

	constructor(private readonly driver: DriverOnCard) {
		this.seen = driver.guest.reply_number();
	}

	/** Lets the driver give what it receives. */
	open(): this {
		for (let grant = 0; grant < REGIONS; grant++) this.post(grant);
		this.collect();
		return this;
	}

	/** Whether another request to send may be made. */
	get maySend(): boolean {
		return this.freeGrants.length > 0;
	}

	/** Asks for frames to be sent, numbered from `first` on. */
	send(first: number, lengths: readonly number[]): void {
		const grant = this.freeGrants.shift();
		if (grant === undefined) throw new Error('Too many requests to send are under way.');
		this.sending.set(this.driver.nextId, grant);
		this.driver.send(grant, first, lengths);
		this.collect();
	}

	/** Takes the driver's answers. */
	collect(): void {
		while (this.seen < this.driver.guest.reply_number()) {
			const from = this.seen;
			this.seen = this.driver.guest.reply_number();
			for (const reply of this.driver.replies(from)) {
				if (reply.type === NET_SEND) this.takeSent(reply);
				if (reply.type === NET_RECEIVE) this.takeFrames(reply);
			}
		}
	}

	private takeSent(reply: Reply): void {
		const grant = this.sending.get(reply.id);
		if (grant === undefined) return;
		this.sending.delete(reply.id);
		this.freeGrants.push(grant);
		if (reply.status > 0) this.ended += reply.status;
	}

	private takeFrames(reply: Reply): void {
		const grant = this.grants.get(reply.id);
		if (grant === undefined) return;
		this.grants.delete(reply.id);
		if (frameCount(reply) > 0) this.batches++;
		this.frames.push(...this.driver.framesIn(grant, reply));
		if (reply.status > 0) this.post(grant);
	}

	private post(grant: number): void {
		this.grants.set(this.driver.nextId, grant);
		this.driver.receive(grant, REGION_BYTES);
	}
}
