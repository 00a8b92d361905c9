/* service: picks the verb. See service.h. */
#include <stdio.h>
#include <string.h>

#include "service.h"

static const char usage[] =
	"Usage: service [VERB] [ARGUMENT]...\n"
	"Starts, watches and ends servers and drivers, by way of the reincarnation server.\n"
	"Without a verb lists them.\n"
	"\n"
	"  list                   what there is, and how it is\n"
	"  status LABEL           all about one of them\n"
	"  log [LABEL]            what befell them, and what was done about it\n"
	"\n"
	"  up LABEL               starts it, as /etc/system.conf says\n"
	"  down LABEL             ends it for good\n"
	"  restart LABEL          a fresh instance, at once\n"
	"  refresh LABEL          a fresh instance that is what /etc/system.conf says now\n"
	"  update LABEL FILE      another program, without losing a request\n"
	"  kill LABEL             ends the instance, for its policy to take care of\n"
	"\n"
	"  inject LABEL HOW       makes it fail, for tests\n"
	"  complain LABEL REASON  says that it breaks its protocol\n"
	"\n"
	"A driver goes by its bare name, too: at_disk is blk.at_disk. Each verb knows --help.\n"
	"All of this is for root.\n" STATUS_HELP;

static const struct {
	const char *name;
	verb_function *run;
} verbs[] = {
	{"list", verb_list},       {"status", verb_status},   {"log", verb_log},
	{"up", verb_up},           {"down", verb_down},       {"restart", verb_restart},
	{"refresh", verb_refresh}, {"update", verb_update},   {"kill", verb_kill},
	{"inject", verb_inject},   {"complain", verb_complain},
};

static verb_function *
find_verb(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return verbs[i].run;
	return NULL;
}

int
main(int argc, char **argv)
{
	verb_function *run = argc > 1 ? find_verb(argv[1]) : NULL;

	if (run != NULL)
		return run(argc - 1, argv + 1);
	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	if (argc > 1 && argv[1][0] != '-')
		bad_usage("there is no verb '%s'", argv[1]);
	if (argc > 1 && strcmp(argv[1], "--help") == 0)
		tool_option(); /* which answers it */
	return verb_list(argc, argv);
}
