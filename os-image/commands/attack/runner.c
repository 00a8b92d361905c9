/*
 * The runner: the first user process. It starts the witnesses, then each attack
 * in a process of its own, and prints one line for each:
 *
 *     ok SUITE.NAME as driver: PROMISE (what happened)
 *     FAIL SUITE.NAME as driver: PROMISE: expected ..., found ...
 *     skip SUITE.NAME: PROMISE: this machine's emulator can't do it, and why
 *
 * After each attack the witnesses have to answer, and what is in use has to be
 * what it was. The parameters `suite` and `name` choose; without them all run.
 * The exit status, which ends the machine, is 0 when none failed.
 */
#include <libsys/rs_client.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <testkit/usage.h>
#include <unistd.h>

#include "attack.h"

#define DRIVER_PATIENCE_MS 20000u
#define PING_PATIENCE_MS 2000u
#define PINGS_DURING_ATTACK 20u
#define TEXT_MAX 160

/* What there was to complain of, first of all. */
struct verdict {
	int failed;
	char expected[TEXT_MAX];
	char found[TEXT_MAX];
};

static endpoint_t witness_echo;
static endpoint_t witness_asker;
static u32 refused;
static u32 failed;
static u32 skipped;
static u32 emulator; /* one of EMULATOR_*, or 0 */

static void
say_found(struct verdict *verdict, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void
say_found(struct verdict *verdict, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(verdict->found, TEXT_MAX, format, arguments);
	va_end(arguments);
}

static void
complain(struct verdict *verdict, const char *expected)
{
	verdict->failed = 1;
	snprintf(verdict->expected, TEXT_MAX, "%s", expected);
}

/* ---- what must be the same before and after ---- */

static struct kusage
must_know_usage(void)
{
	struct kusage usage;
	int error = usage_now(&usage);

	if (error < 0) {
		printf("attack: the kernel does not tell what is in use: error %d\n", -error);
		exit(2);
	}
	return usage;
}

static void
compare_usage(struct verdict *verdict, const struct kusage *before)
{
	struct kusage now = must_know_usage();

	if (usage_is_same(&now, before))
		return;
	complain(verdict, "the same in use before and after");
	say_found(verdict,
		  "free frames %u -> %u, processes %u -> %u, privileges %u -> %u, hooks %u -> %u",
		  (unsigned)before->frames_free, (unsigned)now.frames_free,
		  (unsigned)before->processes, (unsigned)now.processes,
		  (unsigned)before->privileges, (unsigned)now.privileges,
		  (unsigned)before->irq_hooks, (unsigned)now.irq_hooks);
}

/* ---- witnesses ---- */

static void
start_witness(const char *label, const char *arguments, endpoint_t *endpoint)
{
	struct privilege privilege = bare_driver(label);
	int error = start_service(&privilege, arguments, endpoint);

	if (error < 0) {
		printf("attack: %s did not start: error %d\n", label, -error);
		exit(2);
	}
}

/* Both converse, and RS and PM answer; a witness that died is started anew. */
static void
ask_witnesses(struct verdict *verdict)
{
	int error = rs_ping(witness_asker, PING_PATIENCE_MS);
	struct rs_end end;

	if (error >= 0 && getppid() >= 0)
		return;
	complain(verdict, "witnesses that noticed nothing");
	say_found(verdict, "the witnesses are disturbed (error %d)", -error);
	rs_kill(witness_asker);
	rs_kill(witness_echo);
	if (rs_wait(witness_asker, 0, &end) >= 0 && end.text[0] != '\0')
		say_found(verdict, "witness: %s", end.text);
	if (rs_wait(witness_echo, 0, &end) >= 0 && end.text[0] != '\0')
		say_found(verdict, "witness: %s", end.text);
	start_witness(WITNESS_ECHO, "witness echo", &witness_echo);
	start_witness(WITNESS_ASKER, "witness asker", &witness_asker);
}

/* ---- one attacker ---- */

static void
describe_expected(const struct attack *attack, struct verdict *verdict)
{
	static const char *const ends[] = {
		[ENDS_REFUSED] = "each call refused and exit status 0",
		[ENDS_UNBORN] = "no such system process, by error 22",
		[ENDS_KILLED] = "an attack that goes on until it is killed",
	};

	if (attack->ends == ENDS_EXCEPTION)
		snprintf(verdict->expected, TEXT_MAX, "death by exception %u",
			 (unsigned)attack->vector);
	else
		snprintf(verdict->expected, TEXT_MAX, "%s", ends[attack->ends]);
}

/* RS can start and end another service. */
static void
start_visitor(struct verdict *verdict)
{
	struct privilege privilege = bare_driver("visitor");
	endpoint_t visitor;
	struct rs_end end;
	int error = start_service(&privilege, "witness echo", &visitor);

	if (error < 0) {
		complain(verdict, "a service that starts in the meantime");
		say_found(verdict, "error %d", -error);
		return;
	}
	rs_kill(visitor);
	rs_wait(visitor, DRIVER_PATIENCE_MS, &end);
}

/* While the attack goes on, nobody else may notice. */
static void
watch(struct verdict *verdict)
{
	for (u32 i = 0; i < PINGS_DURING_ATTACK && !verdict->failed; i++)
		ask_witnesses(verdict);
	if (!verdict->failed)
		start_visitor(verdict);
}

/* Signals by which PM ends processes for an exception. */
static int
signal_of(u32 vector)
{
	switch (vector) {
	case VECTOR_DIVIDE:
		return SIGFPE;
	case VECTOR_DEBUG:
	case VECTOR_BREAKPOINT:
		return SIGTRAP;
	case VECTOR_OPCODE:
		return SIGILL;
	default:
		return SIGSEGV;
	}
}

/* Orphans of the attacker are ours now. */
static void
reap_orphans(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

static int
is_expected_vector(const struct attack *attack, u32 vector)
{
	return vector == attack->vector ||
	       (attack->or_vector != 0 && vector == attack->or_vector);
}

static void
attack_as_user(const struct suite *suite, const struct attack *attack, struct verdict *verdict)
{
	int status = 0;
	int as_expected;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		attacker_main(suite, attack, AS_USER);
	if (pid > 0 && attack->ends == ENDS_KILLED) {
		watch(verdict);
		kill(pid, SIGKILL);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		complain(verdict, "a child of the runner");
		say_found(verdict, "no child");
		return;
	}
	reap_orphans();
	if (verdict->failed)
		return;
	if (WIFSIGNALED(status))
		say_found(verdict, "ended by signal %d", WTERMSIG(status));
	else
		say_found(verdict, "exit status %d", WEXITSTATUS(status));
	switch (attack->ends) {
	case ENDS_REFUSED:
		as_expected = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		break;
	case ENDS_EXCEPTION:
		as_expected = WIFSIGNALED(status) &&
			      (WTERMSIG(status) == signal_of(attack->vector) ||
			       (attack->or_vector != 0 &&
				WTERMSIG(status) == signal_of(attack->or_vector)));
		break;
	default:
		as_expected = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	}
	if (!as_expected) {
		verdict->failed = 1;
		describe_expected(attack, verdict);
	}
}

static void
describe_end(const struct rs_end *end, struct verdict *verdict)
{
	switch (end->defect) {
	case DEFECT_EXCEPTION:
		say_found(verdict, "ended by exception %u, error code %x, address %08x",
			  (unsigned)end->vector, (unsigned)end->error_code, (unsigned)end->address);
		break;
	case DEFECT_KILLED:
		say_found(verdict, "killed");
		break;
	default:
		say_found(verdict, "%s status %d%s%s",
			  end->exit_kind == EXIT_PANIC ? "panic" : "exit", (int)end->exit_status,
			  end->text[0] == '\0' ? "" : ": ", end->text);
	}
}

static int
is_expected_end(const struct attack *attack, const struct rs_end *end)
{
	switch (attack->ends) {
	case ENDS_REFUSED:
		return end->defect == DEFECT_EXIT && end->exit_kind == EXIT_NORMAL &&
		       end->exit_status == 0;
	case ENDS_EXCEPTION:
		return end->defect == DEFECT_EXCEPTION &&
		       is_expected_vector(attack, end->vector);
	default:
		return end->defect == DEFECT_KILLED;
	}
}

static int
start_actor(const struct attack *attack, const char *label, const char *arguments,
	    endpoint_t *endpoint, struct verdict *verdict)
{
	struct privilege privilege = bare_driver(label);
	int error;

	if (attack->allow != NULL)
		attack->allow(&privilege);
	error = start_service(&privilege, arguments, endpoint);
	if (error < 0) {
		complain(verdict, "a system process started by RS");
		say_found(verdict, "%s did not start: error %d", label, -error);
	}
	return error;
}

static void
end_accomplice(endpoint_t endpoint, struct verdict *verdict)
{
	struct rs_end end;

	rs_kill(endpoint);
	if (rs_wait(endpoint, DRIVER_PATIENCE_MS, &end) < 0) {
		complain(verdict, "an accomplice that ends");
		say_found(verdict, "it does not");
	} else if (!verdict->failed && end.defect != DEFECT_KILLED &&
		   (end.defect != DEFECT_EXIT || end.exit_status != 0)) {
		complain(verdict, "an accomplice that has nothing to complain of");
		describe_end(&end, verdict);
	}
}

static void
await_driver(const struct attack *attack, endpoint_t endpoint, struct verdict *verdict)
{
	struct rs_end end;
	int error;

	if (attack->ends == ENDS_KILLED) {
		watch(verdict);
		rs_kill(endpoint);
	}
	error = rs_wait(endpoint, DRIVER_PATIENCE_MS, &end);
	if (error < 0) {
		rs_kill(endpoint);
		rs_wait(endpoint, 0, &end);
		verdict->failed = 1;
		describe_expected(attack, verdict);
		say_found(verdict, "it did not end by itself");
	} else if (!verdict->failed) {
		describe_end(&end, verdict);
		verdict->failed = !is_expected_end(attack, &end);
		if (verdict->failed)
			describe_expected(attack, verdict);
	}
}

static void
attack_unborn(const struct attack *attack, struct verdict *verdict)
{
	struct privilege privilege = bare_driver("attacker");
	endpoint_t attacker;
	struct rs_end end;
	int error;

	attack->allow(&privilege);
	error = start_service(&privilege, "witness echo", &attacker);
	say_found(verdict, "error %d", -error);
	if (error >= 0) {
		rs_kill(attacker);
		rs_wait(attacker, DRIVER_PATIENCE_MS, &end);
	}
	verdict->failed = error != -EINVAL;
	if (verdict->failed)
		describe_expected(attack, verdict);
}

static void
attack_as_driver(const struct suite *suite, const struct attack *attack, struct verdict *verdict)
{
	endpoint_t accomplices[ACCOMPLICES_MAX];
	endpoint_t attacker;
	char arguments[RS_ARGUMENTS_MAX];
	char label[LABEL_LEN];
	u32 started = 0;

	while (started < attack->accomplices) {
		snprintf(label, sizeof(label), "accomplice.%u", (unsigned)started);
		snprintf(arguments, sizeof(arguments), "accomplice %s.%s %u", suite->name,
			 attack->name, (unsigned)started);
		if (start_actor(attack, label, arguments, &accomplices[started], verdict) < 0)
			break;
		started++;
	}
	snprintf(arguments, sizeof(arguments), "driver %s.%s", suite->name, attack->name);
	if (!verdict->failed &&
	    start_actor(attack, "attacker", arguments, &attacker, verdict) >= 0)
		await_driver(attack, attacker, verdict);
	while (started > 0)
		end_accomplice(accomplices[--started], verdict);
}

/* ---- all of them ---- */

static void
run_attack(const struct suite *suite, const struct attack *attack, u32 as)
{
	struct kusage before = must_know_usage();
	struct verdict verdict = {.failed = 0};
	const char *kind = as == AS_USER ? "user" : "driver";

	if (as == AS_USER)
		attack_as_user(suite, attack, &verdict);
	else if (attack->ends == ENDS_UNBORN)
		attack_unborn(attack, &verdict);
	else
		attack_as_driver(suite, attack, &verdict);
	if (!verdict.failed)
		ask_witnesses(&verdict);
	if (!verdict.failed)
		compare_usage(&verdict, &before);
	if (verdict.failed) {
		failed++;
		printf("FAIL %s.%s as %s: %s: expected %s, found %s\n", suite->name, attack->name,
		       kind, attack->promise, verdict.expected, verdict.found);
	} else {
		refused++;
		printf("ok %s.%s as %s: %s (%s)\n", suite->name, attack->name, kind,
		       attack->promise, verdict.found);
	}
}

static void
skip_attack(const struct suite *suite, const struct attack *attack)
{
	skipped++;
	printf("skip %s.%s: %s: %s %s\n", suite->name, attack->name, attack->promise,
	       emulator_name(emulator), attack->unfit_because);
}

static void
run_suite(const struct suite *suite, const char *word)
{
	for (u32 i = 0; i < suite->count; i++) {
		const struct attack *attack = &suite->attacks[i];

		if (word != NULL && strcmp(word, attack->name) != 0)
			continue;
		if (attack->unfit_for & emulator) {
			skip_attack(suite, attack);
			continue;
		}
		if (attack->as & AS_USER)
			run_attack(suite, attack, AS_USER);
		if (attack->as & AS_DRIVER)
			run_attack(suite, attack, AS_DRIVER);
	}
}

int
runner_main(void)
{
	const char *only_suite = getenv("suite");
	const char *only_name = getenv("name");
	const char *word = only_name != NULL ? strchr(only_name, '.') : NULL;

	emulator = emulator_found();
	start_witness(WITNESS_ECHO, "witness echo", &witness_echo);
	start_witness(WITNESS_ASKER, "witness asker", &witness_asker);
	for (u32 i = 0; i < suite_count; i++) {
		const char *name = suites[i]->name;

		if (only_suite != NULL && strcmp(only_suite, name) != 0)
			continue;
		if (only_name != NULL && (word == NULL || strlen(name) != (u32)(word - only_name) ||
					  strncmp(only_name, name, strlen(name)) != 0))
			continue;
		run_suite(suites[i], word == NULL ? NULL : word + 1);
	}
	printf("attack: %u refused, %u failed, %u skipped\n", (unsigned)refused, (unsigned)failed,
	       (unsigned)skipped);
	return failed == 0 && refused > 0 ? 0 : 1;
}
