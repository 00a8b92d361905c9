import { describeRandomStreams } from './fuzz.test-support.ts';

describeRandomStreams(100_000);
