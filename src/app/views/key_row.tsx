/*
 * Keys that a hand-held's keyboard lacks, for the serial console.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SerialConsole } from '../serial_console.ts';

const keys: readonly { label: string; name: string; sends: string }[] = [
	{ label: 'Esc', name: 'Escape', sends: '\x1b' },
	{ label: 'Tab', name: 'Tab', sends: '\t' },
	{ label: '←', name: 'Left', sends: '\x1b[D' },
	{ label: '↓', name: 'Down', sends: '\x1b[B' },
	{ label: '↑', name: 'Up', sends: '\x1b[A' },
	{ label: '→', name: 'Right', sends: '\x1b[C' },
];

export function KeyRow({ serial }: { serial: SerialConsole }) {
	const control = useSignal(false);

	useEffect(() => {
		serial.onControlUsed = () => {
			control.value = false;
		};
	}, [serial, control]);

	const toggleControl = () => {
		control.value = !control.value;
		serial.controlArmed = control.value;
		serial.focus();
	};
	const press = (sends: string) => {
		serial.type(sends);
		serial.focus();
	};
	return (
		<div class="key-row" role="toolbar" aria-label="Keys of the console">
			<button type="button" aria-pressed={control.value} onClick={toggleControl}>
				Ctrl
			</button>
			{keys.map(({ label, name, sends }) => (
				<button key={name} type="button" aria-label={name} onClick={() => press(sends)}>
					{label}
				</button>
			))}
		</div>
	);
}
