/*
 * The bar on top: what the machine does, the buttons that change it, its clock
 * and its figures.
 */
import { useMemo } from 'preact/hooks';
import type { ClockKind } from '../../machine/api.ts';
import { formatBytes, formatDuration, formatShare, threeDigits } from '../format.ts';
import type { PageModel } from '../model.ts';
import type { PageStore } from '../page_store.ts';
import { PauseIcon, ResetIcon, RestoreIcon, RunIcon, SaveIcon, stateShapes } from './icons.tsx';

export function MachineBar({ store }: { store: PageStore }) {
	return (
		<header class="machine-bar">
			<h1 class="wordmark">Kintsugi</h1>
			<MachineState store={store} />
			<MachineButtons store={store} />
			<ClockChoice store={store} />
			<Figures store={store} />
		</header>
	);
}

interface StateWords {
	shape: keyof typeof stateShapes;
	text: string;
	tone: 'calm' | 'broken';
}

function stateWords({ power, phase, guestEnd }: PageModel): StateWords {
	switch (power) {
		case 'loading':
			return { shape: 'busy', text: 'Loading', tone: 'calm' };
		case 'running':
			return phase === 'up' || phase === 'ready'
				? { shape: 'running', text: 'Running', tone: 'calm' }
				: { shape: 'busy', text: 'Booting', tone: 'calm' };
		case 'paused':
			return { shape: 'paused', text: 'Paused', tone: 'calm' };
		case 'halted':
			if (guestEnd?.kind === 'panic') {
				return { shape: 'broken', text: 'Kernel panic', tone: 'broken' };
			}
			return {
				shape: 'stopped',
				text: guestEnd?.kind === 'power-off' ? 'Powered off' : 'Halted',
				tone: 'calm',
			};
		case 'crashed':
			return { shape: 'broken', text: 'Machine crashed', tone: 'broken' };
		case 'failed':
			return { shape: 'broken', text: 'No machine', tone: 'broken' };
	}
}

function MachineState({ store }: { store: PageStore }) {
	const { shape, text, tone } = stateWords(store.model.value);
	const Shape = stateShapes[shape];
	return (
		<p class={`machine-state ${tone}`} data-testid="machine-state">
			<Shape />
			{text}
		</p>
	);
}

function MachineButtons({ store }: { store: PageStore }) {
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const snapshot = useMemo(() => store.select((model) => model.snapshot), [store]).value;
	const exists = power !== 'loading' && power !== 'failed' && !store.busy.value;
	const usable = exists && (power === 'running' || power === 'paused');
	const running = power === 'running';
	return (
		<div class="button-groups">
			<fieldset class="button-group">
				<legend class="visually-hidden">Power</legend>
				<button
					type="button"
					class="button"
					disabled={!usable}
					onClick={() => (running ? store.pause() : store.resume())}
				>
					{running || !usable ? <PauseIcon /> : <RunIcon />}
					<span class="same-width">{running || !usable ? 'Pause' : 'Continue'}</span>
				</button>
				<button
					type="button"
					class="button"
					disabled={!exists}
					title="Presses the reset button: the guest boots again, its disk keeps what it wrote"
					onClick={() => store.reset()}
				>
					<ResetIcon />
					Reset
				</button>
			</fieldset>
			<fieldset class="button-group">
				<legend class="visually-hidden">Snapshot</legend>
				<button
					type="button"
					class="button"
					disabled={!usable}
					title="Keeps the whole machine as it is now, until the page is closed"
					onClick={() => store.saveSnapshot()}
				>
					<SaveIcon />
					Save
				</button>
				<button
					type="button"
					class="button"
					disabled={!exists || !snapshot}
					title={
						snapshot
							? `Goes back to the snapshot of ${formatBytes(snapshot.sizeBytes)} taken at ${formatDuration(snapshot.guestUs)}`
							: 'There is no snapshot yet: save one first'
					}
					onClick={() => store.restoreSnapshot()}
				>
					<RestoreIcon />
					Restore
				</button>
			</fieldset>
		</div>
	);
}

const clocks: readonly { kind: ClockKind; label: string; title: string }[] = [
	{
		kind: 'real',
		label: 'Real',
		title: 'Guest time is wall time. Choosing it restarts the machine',
	},
	{
		kind: 'virtual',
		label: 'Virtual',
		title: 'Guest time follows from the instructions executed: a run can be repeated exactly. Choosing it restarts the machine',
	},
];

function ClockChoice({ store }: { store: PageStore }) {
	const clock = useMemo(() => store.select((model) => model.clock), [store]).value;
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const disabled = power === 'loading' || power === 'failed' || store.busy.value;
	return (
		<fieldset class="clock-choice" disabled={disabled}>
			<legend>Clock</legend>
			{clocks.map(({ kind, label, title }) => (
				<label key={kind} title={title}>
					<input
						type="radio"
						name="clock"
						value={kind}
						checked={clock === kind}
						onChange={() => store.setClock(kind)}
					/>
					<span>{label}</span>
				</label>
			))}
		</fieldset>
	);
}

function Figures({ store }: { store: PageStore }) {
	const speed = useMemo(() => store.select((model) => model.speed), [store]).value;
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const live = speed !== undefined && power === 'running';
	return (
		<dl class="figures">
			<div title="Time in the guest since power-on">
				<dt>Guest time</dt>
				<dd>{speed ? formatDuration(speed.guestUs) : '–'}</dd>
			</div>
			<div title="Millions of guest instructions executed in a second">
				<dt>MIPS</dt>
				<dd>{live ? threeDigits(speed.mips) : '–'}</dd>
			</div>
			<div title="Share of guest time in which the processor had nothing to do">
				<dt>Idle</dt>
				<dd>{live ? formatShare(speed.idleShare) : '–'}</dd>
			</div>
		</dl>
	);
}
