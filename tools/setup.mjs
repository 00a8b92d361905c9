/*
 * What `npm start` and `npm test` do first on any machine: check Node, install
 * the packages of the lock file, build the OS image. Each step does nothing when
 * its result is already there, so that it can be run every time.
 *
 * Needs nothing but Node: it runs before any package is installed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { npm, root, runPackage } from './process.mjs';

/** What went wrong, in words for the person at the terminal. */
export class SetupError extends Error {}

/** Refuses a Node that is older than package.json's "engines" asks for. */
export function checkNode() {
	const wanted = readJson('package.json').engines.node.replace(/^>=/, '');
	if (compareVersions(process.versions.node, wanted) < 0) {
		throw new SetupError(
			`Kintsugi needs Node ${wanted} or newer; this is Node ${process.versions.node}. ` +
				'Install a current one from https://nodejs.org and run the command again.',
		);
	}
}

/** Installs the packages when node_modules is missing or differs from the lock file. */
export async function installPackages() {
	const reason = staleReason();
	if (!reason) return;
	console.log(`Installing packages (${reason})`);
	const status = await npm(['ci', '--no-audit', '--no-fund']);
	if (status !== 0) {
		throw new SetupError(
			`npm ci ended with status ${status}. Its message is above; the usual cause is that ` +
				'the package registry cannot be reached. Run the command again once it can.',
		);
	}
}

/** Builds firmware, kernel, programs and disk image into build/os, as far as they are stale. */
export async function buildOs() {
	const status = await runPackage('tsx', 'tsx', ['os-image/build/main.ts']);
	if (status !== 0) {
		throw new SetupError(
			`The OS image could not be built (status ${status}): the first error is above.`,
		);
	}
}

/**
 * Why node_modules has to be installed anew, or undefined when it matches. npm
 * notes what it installed in node_modules/.package-lock.json; each package of
 * our lock file has to be there with the same contents, but for optional ones,
 * which are there on the platform that they are for only.
 */
function staleReason() {
	const notes = path.join(root, 'node_modules', '.package-lock.json');
	if (!fs.existsSync(notes)) return 'node_modules is missing';
	const installed = JSON.parse(fs.readFileSync(notes, 'utf8')).packages;
	const wanted = readJson('package-lock.json').packages;
	for (const [location, entry] of Object.entries(wanted)) {
		if (location === '') continue;
		const present = installed[location];
		if (!present && entry.optional) continue;
		if (present?.version !== entry.version || present?.integrity !== entry.integrity) {
			return `${location} is ${present ? 'another version' : 'missing'}`;
		}
	}
	return undefined;
}

function readJson(name) {
	return JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
}

function compareVersions(a, b) {
	const left = a.split('.').map(Number);
	const right = b.split('.').map(Number);
	for (let i = 0; i < 3; i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
