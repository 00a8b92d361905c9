/*
 * This process' terminal (or pipe) as the far end of the guest: its standard
 * output alone, or all of it as the serial console. A terminal is put into raw
 * mode then, so that all keys but Ctrl-] reach the guest; detach() puts it back
 * and lets the process end.
 */
import { once } from 'node:events';

export interface OutputHandlers {
	/** The process was asked to end. */
	onSignal(signal: NodeJS.Signals): void;
}

export interface TerminalHandlers extends OutputHandlers {
	/** Bytes typed or piped in. */
	onInput(bytes: Uint8Array): void;
	/** Ctrl-] was pressed. */
	onQuit(): void;
	/** The terminal has another size than before. */
	onResize(): void;
}

export interface TerminalSize {
	rows: number;
	columns: number;
}

/** Undefined where the output is no terminal. */
export function terminalSize(): TerminalSize | undefined {
	const { isTTY, rows, columns } = process.stdout;
	return isTTY ? { rows, columns } : undefined;
}

export interface AttachedOutput {
	/** Prints; a promise says that the reader is slow and resolves when it has caught up. */
	write(bytes: Uint8Array): Promise<void> | undefined;
	detach(): void;
}

/** What Ctrl-] sends: GS, as telnet's escape key. */
const quitByte = 0x1d;

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

export function attachOutput({ onSignal }: OutputHandlers): AttachedOutput {
	const { stdout } = process;
	// A reader that goes away (`| head`) ends the run as a signal would.
	const onClosed = () => onSignal('SIGTERM');
	for (const signal of signals) process.on(signal, onSignal);
	stdout.on('error', onClosed);
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
			for (const signal of signals) process.off(signal, onSignal);
		},
	};
}

export function attachTerminal(handlers: TerminalHandlers): AttachedOutput {
	const { stdin, stdout } = process;
	const onResize = () => handlers.onResize();
	const output = attachOutput({ onSignal: (signal) => handlers.onSignal(signal) });
	const onData = (bytes: Buffer) => {
		const quitAt = stdin.isTTY ? bytes.indexOf(quitByte) : -1;
		if (quitAt < 0) handlers.onInput(bytes);
		else handlers.onQuit();
	};
	if (stdin.isTTY) stdin.setRawMode(true);
	stdin.on('data', onData);
	stdout.on('resize', onResize);

	let attached = true;
	return {
		write: output.write,
		detach() {
			if (!attached) return;
			attached = false;
			stdin.off('data', onData);
			stdout.off('resize', onResize);
			if (stdin.isTTY) stdin.setRawMode(false);
			stdin.pause();
			stdin.unref?.();
			output.detach();
		},
	};
}
