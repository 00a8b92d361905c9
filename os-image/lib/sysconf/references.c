/* See sysconf/sysconf.h: whether the blocks of a system fit together. */
#include <errno.h>
#include <string.h>

#include "sentence.h"

/* Those that every system has, and no block is for; user means all user processes. */
static const char *const given_labels[] = {"pm", "rs", "user"};

struct system {
	const struct service_config *configs;
	u32 count;
	struct sentence sentence;
};

/* Begins a sentence about a block. */
static struct sentence *
about(struct system *system, const struct service_config *config, const char *field)
{
	struct sentence *sentence = &system->sentence;

	conf_say(sentence, "line ", NULL);
	conf_say_number(sentence, config->line);
	conf_say(sentence, ": ", config->label, ": ", field, ": ", NULL);
	return sentence;
}

/* Whether a label or pattern means anyone at all. */
static int
means_someone(const struct system *system, const char *pattern)
{
	if (sysconf_find(system->configs, system->count, pattern) != NULL)
		return 1;
	for (u32 i = 0; i < ARRAY_LEN(given_labels); i++)
		if (label_matches(pattern, given_labels[i]))
			return 1;
	for (u32 i = 0; i < system->count; i++)
		if (label_matches(pattern, system->configs[i].label))
			return 1;
	return 0;
}

static int
check_names(struct system *system, const struct service_config *config,
	    const struct label_list *list, const char *field)
{
	for (u32 i = 0; i < list->count; i++) {
		if (means_someone(system, list->labels[i]))
			continue;
		conf_say(about(system, config, field), "expected labels of blocks, found ",
			 list->labels[i], NULL);
		return conf_refuse(&system->sentence, "; correct it or add its block");
	}
	return 0;
}

/* ---- dependencies ---- */

/* What does not start with the system could not be waited for. */
static int
check_start(struct system *system, const struct service_config *config)
{
	for (u32 i = 0; i < config->depends.count; i++) {
		const struct service_config *other =
			sysconf_find(system->configs, system->count, config->depends.labels[i]);

		if (other == NULL) {
			conf_say(about(system, config, "depends"), "expected a block's label, found ",
				 config->depends.labels[i], NULL);
			return conf_refuse(&system->sentence, "; take it out, or add its block");
		}
		if (other->is_on_demand && !config->is_on_demand) {
			conf_say(about(system, config, "depends"), "expected what starts at boot, found ",
				 other->label, NULL);
			return conf_refuse(&system->sentence, " with start demand; change either");
		}
	}
	return 0;
}

/*
 * Whether a chain of dependencies leads from a block back to it. A walk along first
 * dependencies would miss some, so all blocks are marked that can be reached.
 */
static int
depends_on_itself(const struct system *system, const struct service_config *config)
{
	u32 from = (u32)(config - system->configs);
	u64 reached = 0;
	u64 before;
	u64 next = 1ull << from;

	do {
		before = reached;
		for (u32 i = 0; i < system->count; i++) {
			const struct label_list *depends = &system->configs[i].depends;

			if ((next >> i & 1) == 0)
				continue;
			for (u32 j = 0; j < depends->count; j++)
				reached |= 1ull << (sysconf_find(system->configs, system->count,
								 depends->labels[j]) -
						    system->configs);
		}
		next = reached;
	} while (reached != before);
	return (int)(reached >> from & 1);
}

int
sysconf_check_references(const struct service_config *configs, u32 count,
			 char error[CONFIG_ERROR_MAX])
{
	struct system system = {.configs = configs, .count = count};

	conf_sentence_begin(&system.sentence, error);
	if (count > NR_PRIVS)
		return conf_refuse(&system.sentence,
				   "expected at most 64 services, found more; take some out");
	for (u32 i = 0; i < count; i++)
		if (check_names(&system, &configs[i], &configs[i].ipc, "ipc") < 0 ||
		    check_names(&system, &configs[i], &configs[i].complain, "complain") < 0 ||
		    check_start(&system, &configs[i]) < 0)
			return -EINVAL;
	for (u32 i = 0; i < count; i++) {
		if (!depends_on_itself(&system, &configs[i]))
			continue;
		about(&system, &configs[i], "depends");
		return conf_refuse(&system.sentence,
				   "expected an order to start in, found a circle; break it");
	}
	return 0;
}
