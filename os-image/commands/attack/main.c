/*
 * The program's many faces. Without arguments it is the runner, with the
 * environment (the machine's parameters) telling what to run. RS starts the
 * others: `driver NAME`, `accomplice NAME NUMBER`, `witness echo|asker`.
 */
#include <libsys/panic.h>
#include <string.h>

#include "attack.h"

const struct suite *const suites[] = {
	&memory_suite, &cpu_suite,    &ports_suite,    &kcalls_suite,     &pointers_suite,
	&ipc_suite,    &async_suite,  &grants_suite,   &floods_suite,     &events_suite,
	&images_suite, &children_suite, &exhaustion_suite, &manager_suite, &random_suite,
	&isa_dma_suite,
};
const u32 suite_count = ARRAY_LEN(suites);

const struct attack *
attack_find(const char *name, const struct suite **suite)
{
	for (u32 s = 0; s < suite_count; s++) {
		size_t length = strlen(suites[s]->name);

		if (strncmp(name, suites[s]->name, length) != 0 || name[length] != '.')
			continue;
		*suite = suites[s];
		for (u32 i = 0; i < suites[s]->count; i++)
			if (strcmp(suites[s]->attacks[i].name, name + length + 1) == 0)
				return &suites[s]->attacks[i];
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct suite *suite;
	const struct attack *attack;

	if (argc < 3)
		return runner_main();
	if (strcmp(argv[1], "witness") == 0) {
		if (strcmp(argv[2], "echo") == 0)
			witness_echo_main();
		witness_asker_main();
	}
	attack = attack_find(argv[2], &suite);
	if (attack == NULL)
		panic("no attack is named %s", argv[2]);
	if (strcmp(argv[1], "driver") == 0)
		attacker_main(suite, attack, AS_DRIVER);
	if (argc < 4)
		panic("an accomplice needs its number");
	accomplice_main(attack, (u32)(argv[3][0] - '0'));
}
