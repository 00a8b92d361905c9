/*
 * The loudspeaker: how loud it was over the last seconds, with the hiccups that its driver's deaths
 * have left, and a switch to hear it.
 */
import { useMemo } from 'preact/hooks';
import { formatDuration } from '../format.ts';
import { leadUs } from '../guest_clock.ts';
import { type Interruption, interruptionsOf } from '../interruptions.ts';
import type { PageStore } from '../page_store.ts';
import { killHindrance } from '../recovery_model.ts';
import { gapsOf, type SoundGap, type SoundPeaks, soundKeptUs } from '../sound_model.ts';

const driver = 'chr.audio';

export function SoundPanel({ store }: { store: PageStore }) {
	const peaks = useMemo(() => store.select((model) => model.sound), [store]).value;
	const incidents = useMemo(
		() => store.select((model) => model.recovery.incidents),
		[store],
	).value;
	const clockLead = useMemo(() => store.select((model) => model.clockLead), [store]).value;
	const toUs = peaks.at(-1)?.untilUs ?? 0;
	const shown = { fromUs: toUs - soundKeptUs, toUs };
	const interruptions = interruptionsOf(incidents, driver, leadUs(clockLead), shown);
	const hindrance = useMemo(() => store.select(killHindrance), [store]).value;
	const isOn = store.speaker.isOn.value;
	return (
		<section class="sound-panel" aria-label="Sound">
			<div class="sound-tools">
				<button
					type="button"
					class="switch"
					role="switch"
					aria-checked={isOn}
					aria-label="Speaker"
					title={isOn ? 'Silence on your side' : 'Lets you hear it'}
					onClick={() => void store.speaker.setOn(!isOn)}
				>
					<i />
					{isOn ? 'speaker on' : 'speaker off'}
				</button>
				<button
					type="button"
					class="button small"
					disabled={hindrance !== undefined}
					title="Types it into the serial console"
					onClick={() => store.playScale()}
				>
					Play a scale
				</button>
				<button
					type="button"
					class="button small"
					disabled={hindrance !== undefined}
					title={hindrance}
					onClick={() => void store.kill(driver)}
				>
					Kill <span class="mono">{driver}</span>
				</button>
			</div>
			{peaks.length === 0 ? (
				<p class="empty">
					Nothing was played yet. <span class="mono">tone | play -</span> plays a scale;
					kill its driver meanwhile, and it hiccups and goes on.
				</p>
			) : (
				<Heard peaks={peaks} interruptions={interruptions} />
			)}
		</section>
	);
}

interface HeardProps {
	peaks: SoundPeaks;
	interruptions: readonly Interruption[];
}

function Heard({ peaks, interruptions }: HeardProps) {
	const gaps = gapsOf(peaks, interruptions);
	const hiccups = gaps.filter(({ incident }) => incident !== undefined);
	const longestUs = Math.max(0, ...hiccups.map(({ us }) => us));
	return (
		<>
			<Waveform peaks={peaks} gaps={gaps} />
			<dl class="sound-figures">
				<div>
					<dt>Shown</dt>
					<dd>{formatDuration(soundKeptUs)}</dd>
				</div>
				<div title="Gaps while the driver was dead">
					<dt>Hiccups</dt>
					<dd>{hiccups.length}</dd>
				</div>
				<div>
					<dt>Longest</dt>
					<dd>{hiccups.length === 0 ? '–' : formatDuration(longestUs)}</dd>
				</div>
				<div title="The program, or this page, was too slow">
					<dt>Other gaps</dt>
					<dd>{gaps.length - hiccups.length}</dd>
				</div>
			</dl>
		</>
	);
}

/** Of the width, for the length of a gap, also where there is little. */
const labelShare = 0.15;
const width = 1000;
const height = 100;

function Waveform({ peaks, gaps }: { peaks: SoundPeaks; gaps: readonly SoundGap[] }) {
	const toUs = peaks.at(-1)?.untilUs ?? 0;
	const share = (us: number) => (us - (toUs - soundKeptUs)) / soundKeptUs;
	const y = (level: number) => ((1 - level) / 2) * height;
	const isLabelled = labelledOf(gaps, share);
	const lines = peaks.map(({ atUs, untilUs, low, high }) => {
		const x = share((atUs + untilUs) / 2) * width;
		return `M${x.toFixed(1)} ${y(high).toFixed(1)}V${(y(low) + 0.5).toFixed(1)}`;
	});
	return (
		<div class="waveform" role="img" aria-label="Loudness over the last seconds of sound">
			<svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
				<path d={lines.join('')} />
			</svg>
			{gaps.map(({ atUs, us, incident }, index) => (
				<i
					key={atUs}
					class={`gap ${incident === undefined ? '' : 'mended'} ${isAtEnd(share(atUs)) ? 'at-end' : ''}`}
					style={{ left: `${share(atUs) * 100}%`, width: `${(us / soundKeptUs) * 100}%` }}
				>
					{isLabelled[index] && <b>{formatDuration(us)}</b>}
				</i>
			))}
		</div>
	);
}

/** At the right end labels stand before their place instead of behind it. */
function isAtEnd(place: number): boolean {
	return place > 1 - labelShare;
}

/** Which gaps have room for their length: hiccups, beside the one before. */
function labelledOf(gaps: readonly SoundGap[], share: (us: number) => number): boolean[] {
	let takenTo = Number.NEGATIVE_INFINITY;
	return gaps.map(({ atUs, incident }) => {
		const place = share(atUs);
		const from = isAtEnd(place) ? place - labelShare : place;
		const hasRoom = incident !== undefined && from >= takenTo;
		if (hasRoom) takenTo = from + labelShare;
		return hasRoom;
	});
}
