/*
 * The life of an attacker: it runs its attack and exits with 0 when all was
 * refused, else with 1 and its first complaint as the exit text.
 */
#include <libsys/panic.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attack.h"

#define BREACHES_SHOWN 5u

extern const char text_first[] __asm__("__text_start");
extern const char text_last[] __asm__("__text_end");

static u32 breaches;
static char first_breach[KSIG_TEXT_MAX];
static int is_system;
static int is_quiet;

void
breach(const char *format, ...)
{
	char text[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (breaches++ == 0)
		strncpy(first_breach, text, sizeof(first_breach) - 1);
	if (breaches <= BREACHES_SHOWN && !is_quiet)
		printf("  breach: %s\n", text);
}

void
be_quiet(void)
{
	is_quiet = 1;
}

void
must_refuse(const char *call, u32 argument, s32 result)
{
	if (!kernel_call_failed(result))
		breach("%s (%x) was not refused: %d", call, (unsigned)argument, (int)result);
}

void
must_be(const char *call, u32 argument, s32 result, s32 expected)
{
	if (result != expected)
		breach("%s (%x): expected %d, found %d", call, (unsigned)argument, (int)expected,
		       (int)result);
}

_Noreturn void
attack_exit(int status)
{
	fflush(stdout);
	if (is_system)
		sys_exit(EXIT_NORMAL, status, first_breach, (u32)strlen(first_breach));
	_exit(status);
}

int
is_driver(void)
{
	return is_system;
}

endpoint_t
self(void)
{
	struct kprocess process;
	int error = sys_info(KINFO_SELF, &process, sizeof(process), 0);

	if (error < 0)
		panic("the kernel does not tell me who I am: error %d", -error);
	return process.endpoint;
}

endpoint_t
accomplice(u32 number)
{
	static const char *const labels[ACCOMPLICES_MAX] = {"accomplice.0", "accomplice.1"};
	endpoint_t endpoint = sys_lookup(labels[number]);

	if (endpoint < 0)
		panic("%s is not there: error %d", labels[number], -endpoint);
	return endpoint;
}

int
wait_for_death(endpoint_t endpoint)
{
	struct message message;

	return ipc_receive(endpoint, &message) == -EDEADEP;
}

u32
text_start(void)
{
	return ROUND_DOWN((u32)text_first, PAGE_SIZE);
}

u32
text_end(void)
{
	return ROUND_UP((u32)text_last, PAGE_SIZE);
}

u32
text_sum(void)
{
	u32 sum = 0;

	for (const u32 *word = (const u32 *)text_start(); word < (const u32 *)text_end(); word++)
		sum = (sum << 1 | sum >> 31) ^ *word;
	return sum;
}

/* How long a user process may take: then SIGALRM ends it, which is never right. */
#define PATIENCE_S 20u

_Noreturn void
attacker_main(const struct suite *suite, const struct attack *attack, u32 as)
{
	u32 sum = text_sum();

	is_system = as == AS_DRIVER;
	if (!is_system)
		alarm(PATIENCE_S);
	attack->run(attack->argument);
	if (attack->ends != ENDS_REFUSED)
		breach("%s.%s went on", suite->name, attack->name);
	if (text_sum() != sum)
		breach("the text is not what it was");
	attack_exit(breaches == 0 ? 0 : 1);
}

_Noreturn void
accomplice_main(const struct attack *attack, u32 number)
{
	is_system = 1;
	attack->accomplice(attack->argument, number);
	attack_exit(breaches == 0 ? 0 : 1);
}
