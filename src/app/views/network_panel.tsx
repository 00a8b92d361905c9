/*
 * The network of each card: the throughput curve with the crashes of its driver on it,
 * its figures, its cable, and the mails that arrived on its LAN.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import { leadUs } from '../guest_clock.ts';
import { interruptionsOf } from '../interruptions.ts';
import { pageVisible } from '../media.ts';
import { driverOf, type Network, type Networks, noNetworks } from '../network_model.ts';
import { type PageStore, sampleDownload } from '../page_store.ts';
import { killHindrance } from '../recovery_model.ts';
import { curveOf, directions, isFlowing, isQuiet, ratesOf, windowOf } from '../throughput.ts';
import { CardControls } from './card_controls.tsx';
import { MailList } from './mail_list.tsx';
import { RateTable, saveCsv } from './rate_table.tsx';
import { ThroughputFigures } from './throughput_figures.tsx';
import { ThroughputPlot } from './throughput_plot.tsx';

/** What the curve may show: the longer, the coarser its steps. */
const spans = [
	{ lengthUs: 10e6, stepUs: 20e3, label: '10 s' },
	{ lengthUs: 60e6, stepUs: 100e3, label: '60 s' },
] as const;

type Span = (typeof spans)[number];
type Manner = 'plot' | 'table';

const manners: readonly { value: Manner; label: string }[] = [
	{ value: 'plot', label: 'Plot' },
	{ value: 'table', label: 'Table' },
];

export function NetworkPanel({ store }: { store: PageStore }) {
	const networks = useNetworks(store);
	const [span, setSpan] = useState<Span>(spans[1]);
	const [manner, setManner] = useState<Manner>('plot');
	return (
		<section class="panel network-panel" aria-labelledby="network-heading">
			<div class="panel-head">
				<h2 id="network-heading">Throughput</h2>
				{networks.length > 0 && (
					<div class="network-tools">
						<Choice
							name="span"
							legend="Guest time shown"
							options={spans.map((each) => ({ value: each, label: each.label }))}
							chosen={span}
							onChoose={setSpan}
						/>
						<Choice
							name="manner"
							legend="Show as"
							options={manners}
							chosen={manner}
							onChoose={setManner}
						/>
					</div>
				)}
			</div>
			{networks.length === 0 ? (
				<NoNetwork store={store} />
			) : (
				networks.map((network) => (
					<Card
						key={network.nic}
						store={store}
						network={network}
						span={span}
						manner={manner}
					/>
				))
			)}
		</section>
	);
}

/** What is known of the networks; while nobody sees the page, what was known before. */
function useNetworks(store: PageStore): Networks {
	const networks = useMemo(() => store.select((model) => model.networks), [store]);
	const seen = useRef(noNetworks);
	if (pageVisible.value) seen.current = networks.value;
	return seen.current;
}

function NoNetwork({ store }: { store: PageStore }) {
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	return (
		<p class="empty">
			{power === 'failed'
				? 'There is no machine, and so no network.'
				: "What passes over the network card's cable appears here once the machine runs."}
		</p>
	);
}

interface CardProps {
	store: PageStore;
	network: Network;
	span: Span;
	manner: Manner;
}

function Card({ store, network, span, manner }: CardProps) {
	const { nic, bins } = network;
	const driver = driverOf(nic);
	const window = windowOf(bins, span.lengthUs);
	const curve = curveOf(bins, window, span.stepUs);
	const incidents = useMemo(
		() => store.select(({ recovery }) => recovery.incidents),
		[store],
	).value;
	const lead = useMemo(() => store.select(({ clockLead }) => leadUs(clockLead)), [store]).value;
	const interruptions = interruptionsOf(incidents, driver, lead, window);
	const wasHit = incidents.some(({ label }) => label === driver);
	const flows = directions.some((direction) => isFlowing(ratesOf(bins, direction).now));
	return (
		<section class="card" aria-label={`Network of ${driver}`}>
			<div class="card-traffic">
				<ThroughputFigures bins={bins} interruptions={interruptions} />
				{flows && !wasHit && (
					<p class="network-hint">
						<span>
							Now press Kill at <b class="mono">{driver}</b>, and watch the seam.
						</span>
					</p>
				)}
				{!flows && (!wasHit || isQuiet(curve)) && (
					<QuietHint store={store} driver={driver} />
				)}
				{manner === 'plot' ? (
					<ThroughputPlot curve={curve} window={window} interruptions={interruptions} />
				) : (
					<RateTable bins={bins} window={window} interruptions={interruptions} />
				)}
			</div>
			<div class="card-side">
				<CardControls
					store={store}
					network={network}
					onSave={() => saveCsv(nic, bins, window, interruptions)}
				/>
				<MailList mails={network.mails} />
			</div>
		</section>
	);
}

function QuietHint({ store, driver }: { store: PageStore; driver: string }) {
	const phase = useMemo(() => store.select((model) => model.phase), [store]).value;
	const hindrance = useMemo(() => store.select(killHindrance), [store]).value;
	return (
		<p class="network-hint">
			<span>
				Type <code class="mono">{sampleDownload}</code> in the console, then kill{' '}
				<b class="mono">{driver}</b> while it runs.
			</span>
			<button
				type="button"
				class="button small"
				disabled={phase !== 'ready' || hindrance !== undefined}
				title={hindrance ?? "Types it into the console's shell"}
				onClick={() => store.startDownload()}
			>
				Type it
			</button>
		</p>
	);
}

interface ChoiceProps<T> {
	name: string;
	legend: string;
	options: readonly { readonly value: T; readonly label: string }[];
	chosen: T;
	onChoose(value: T): void;
}

function Choice<T>({ name, legend, options, chosen, onChoose }: ChoiceProps<T>) {
	return (
		<fieldset class="segments">
			<legend class="visually-hidden">{legend}</legend>
			{options.map(({ value, label }) => (
				<label key={label}>
					<input
						type="radio"
						name={name}
						checked={value === chosen}
						onChange={() => onChoose(value)}
					/>
					<span>{label}</span>
				</label>
			))}
		</fieldset>
	);
}
