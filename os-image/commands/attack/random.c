/*
 * Instructions at random: what nobody thought of trying. A child runs bytes of
 * a generator with a fixed seed until they kill it, or the clock does; whatever
 * they are, nobody else may notice. The seed makes each run the same; the
 * parameters `seed` and `children` choose other and longer ones.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"

#define NOBODY 1000u
#define CHILDREN 250
#define SEED 1
#define CODE_LENGTH PAGE_SIZE
#define PATIENCE_US 5000u

/* Marsaglia's xorshift: short, and the same everywhere. */
static u32 state;

static u32
next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* Nothing but random bytes. */
static void
fill_bytes(u8 *code)
{
	for (u32 i = 0; i < CODE_LENGTH; i++)
		code[i] = (u8)(next_random() >> 11);
}

/*
 * Traps with random registers, one after the other: small numbers and addresses
 * of our own are likelier than chance would have them.
 */
static void
fill_traps(u8 *code)
{
	static const u8 load_register[] = {0xb8, 0xbb, 0xb9, 0xba, 0xbe, 0xbf};
	u32 at = 0;

	while (at + sizeof(load_register) * 5 + 2 < CODE_LENGTH) {
		for (u32 i = 0; i < sizeof(load_register); i++) {
			u32 value = next_random();

			if (i == 0 || value % 4 == 0)
				value = next_random() % 48;
			else if (value % 4 == 1)
				value = (u32)code + next_random() % CODE_LENGTH;
			else if (value % 4 == 2)
				value = ENDPOINT(1, next_random() % 4);
			code[at++] = load_register[i];
			for (u32 shift = 0; shift < 32; shift += 8)
				code[at++] = (u8)(value >> shift);
		}
		code[at++] = 0xcd; /* INT */
		code[at++] = next_random() % 4 == 0 ? TRAP_IPC : TRAP_KCALL;
	}
	code[at] = 0x0f; /* UD2 */
	code[at + 1] = 0x0b;
}

static void
run_random_code(u32 seed, void (*fill)(u8 *code))
{
	u8 *code = mmap(NULL, CODE_LENGTH, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (code == MAP_FAILED || setuid(NOBODY) < 0)
		_exit(1);
	state = seed * 2654435761u | 1;
	fill(code);
	be_quiet();
	((void (*)(void))code)();
	_exit(0);
}

/* A number among the machine's parameters, or what it is by default. */
static u32
parameter(const char *name, int otherwise)
{
	const char *value = getenv(name);

	return (u32)(value == NULL ? otherwise : atoi(value));
}

/* Lets each child run for a while; what is still alive then is killed. */
static void
try_children(void (*fill)(u8 *code))
{
	u32 seed = parameter("seed", SEED);
	u32 children = parameter("children", CHILDREN);

	alarm(0); /* it takes what it takes */
	for (u32 i = 0; i < children; i++) {
		pid_t child = fork();
		int status;

		if (child == 0)
			run_random_code(seed + i, fill);
		usleep(PATIENCE_US);
		kill(child, SIGKILL);
		if (child < 0 || waitpid(child, &status, 0) != child)
			breach("the child of seed %u is lost", (unsigned)(seed + i));
	}
}

static void
random_bytes(u32 argument)
{
	(void)argument;
	try_children(fill_bytes);
}

static void
random_traps(u32 argument)
{
	(void)argument;
	try_children(fill_traps);
}

static const struct attack attacks[] = {
	{.name = "bytes", .run = random_bytes, .as = AS_USER,
	 .promise = "random instructions harm nobody but who runs them"},
	{.name = "traps", .run = random_traps, .as = AS_USER,
	 .promise = "random traps harm nobody but who enters them"},
};

const struct suite random_suite = {"random", attacks, ARRAY_LEN(attacks)};
