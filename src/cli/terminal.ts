/*
 * This process' terminal (or pipe) as the far end of the guest's serial console.
 * A terminal is put into raw mode, so that all keys but Ctrl-] reach the guest;
 * detach() puts it back and lets the process end.
 */
import { once } from 'node:events';

export interface TerminalHandlers {
	/** Bytes typed or piped in. */
	onInput(bytes: Uint8Array): void;
	/** Ctrl-] was pressed. */
	onQuit(): void;
	/** The process was asked to end. */
	onSignal(signal: NodeJS.Signals): void;
}

export interface AttachedTerminal {
	/** Prints; a promise says that the reader is slow and resolves when it has caught up. */
	write(bytes: Uint8Array): Promise<void> | undefined;
	detach(): void;
}

/** What Ctrl-] sends: GS, as telnet's escape key. */
const quitByte = 0x1d;

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

export function attachTerminal(handlers: TerminalHandlers): AttachedTerminal {
	const { stdin, stdout } = process;
	const onData = (bytes: Buffer) => {
		const quitAt = stdin.isTTY ? bytes.indexOf(quitByte) : -1;
		if (quitAt < 0) handlers.onInput(bytes);
		else handlers.onQuit();
	};
	const onSignal = (signal: NodeJS.Signals) => handlers.onSignal(signal);
	// A reader that goes away (`| head`) ends the run as an interrupt would.
	const onClosed = () => handlers.onSignal('SIGTERM');

	if (stdin.isTTY) stdin.setRawMode(true);
	stdin.on('data', onData);
	for (const signal of signals) process.on(signal, onSignal);
	stdout.on('error', onClosed);

	let attached = true;
	return {
		write(bytes) {
			if (stdout.write(bytes)) return undefined;
			// An error has ended the run by then (onClosed): either way there is nothing to wait for.
			return once(stdout, 'drain').then(
				() => undefined,
				() => undefined,
			);
		},
		detach() {
			if (!attached) return;
			attached = false;
			stdin.off('data', onData);
			if (stdin.isTTY) stdin.setRawMode(false);
			stdin.pause();
			stdin.unref?.();
			for (const signal of signals) process.off(signal, onSignal);
		},
	};
}
