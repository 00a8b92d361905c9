/**
 * MD5 and SHA-1 of streams, with states that snapshots can hold.
 *
 * There is one hasher of each kind, which can store and load its state; a stream that goes on
 * after another takes it over. One that is alone pays nothing for that.
 */

import { createMD5, createSHA1, type IHasher } from 'hash-wasm';

export type DigestName = 'md5' | 'sha1';

/** A hasher that streams take turns at. */
class SharedHasher {
	private current: DigestStream | undefined;

	constructor(private readonly hasher: IHasher) {}

	/** Lets a stream have the hasher; the state of the one before is put away. */
	turnTo(stream: DigestStream): IHasher {
		if (this.current !== stream) {
			this.putAway();
			if (stream.state) {
				this.hasher.load(stream.state);
			} else {
				this.hasher.init();
			}
			this.current = stream;
		}
		return this.hasher;
	}

	/** The stream's state as of now. */
	stateOf(stream: DigestStream): Uint8Array | undefined {
		return this.current === stream ? this.hasher.save() : stream.state;
	}

	/** The stream has ended. */
	drop(stream: DigestStream): void {
		if (this.current === stream) {
			this.current = undefined;
		}
	}

	private putAway(): void {
		if (this.current) {
			this.current.state = this.hasher.save();
			this.current = undefined;
		}
	}
}

/** The digest of one stream of bytes. */
export class DigestStream {
	/** As of when another stream took the hasher over; undefined: nothing was hashed. */
	state: Uint8Array | undefined;

	constructor(
		private readonly shared: SharedHasher,
		saved: Uint8Array | null = null,
	) {
		this.state = saved?.slice();
	}

	update(bytes: Uint8Array): void {
		this.shared.turnTo(this).update(bytes);
	}

	/** Ends the stream; the digest as hex. */
	digest(): string {
		const hex = this.shared.turnTo(this).digest('hex');
		this.shared.drop(this);
		return hex;
	}

	save(): Uint8Array | null {
		return this.shared.stateOf(this)?.slice() ?? null;
	}
}

/** Makes streams. `load` compiles the hashers, which is why it has to be waited for. */
export class Digests {
	private constructor(private readonly hashers: Readonly<Record<DigestName, SharedHasher>>) {}

	static async load(): Promise<Digests> {
		const [md5, sha1] = await Promise.all([createMD5(), createSHA1()]);
		return new Digests({ md5: new SharedHasher(md5), sha1: new SharedHasher(sha1) });
	}

	/** A new stream, or one that goes on from a saved state. */
	stream(name: DigestName, saved: Uint8Array | null = null): DigestStream {
		return new DigestStream(this.hashers[name], saved);
	}
}
