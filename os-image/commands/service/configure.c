/* The verbs that start a component by its configuration: up, refresh, update. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysconf/sysconf.h>
#include <unistd.h>

#include "service.h"

#define POLICIES "/etc/policies/"

/* What may be said on the command line instead of in system.conf; NULL: it wasn't. */
struct overrides {
	const char *policy;
	const char *period;
	const char *program;
};

struct configure_options {
	const char *file;
	struct overrides overrides;
};

#define CONFIG_OPTION "  -c, --config=FILE  instead of " CONFIG_FILE "\n"
#define OVERRIDE_OPTIONS                                                                           \
	"  -p, --policy=SCRIPT  of " POLICIES ", its parameters behind it as in 'giveup 3';\n"     \
	"                  or builtin, or none\n"                                                  \
	"  -t, --period=MS  of the heartbeat; 0 for none\n"

static struct configure_options
take_options(int argc, char **argv, const char *usage)
{
	struct configure_options options = {.file = CONFIG_FILE};
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'c')
			options.file = option_value;
		else if (option == 'p')
			options.overrides.policy = option_value;
		else if (option == 't')
			options.overrides.period = option_value;
		else
			options.overrides.program = option_value;
	}
	return options;
}

/* ---- changing a configuration ---- */

/* Into a field of the configuration: what is too long ends the tool. */
static void
put_text(char *field, size_t size, const char *text, const char *what)
{
	if (strlcpy(field, text, size) >= size)
		give_up(STATUS_FAILED, "%s has %zu characters, and there is room for %zu: %s", what,
			strlen(text), size - 1, text);
}

/* A script that is not there would only be found missing when it is needed. */
static void
need_script(const char *policy)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), POLICIES "%.*s", (int)strcspn(policy, " "), policy);
	if (access(path, R_OK) != 0)
		give_up(STATUS_FAILED, "the policy %s: %s", path, strerror(errno));
}

static void
override_policy(struct service_config *config, const char *policy)
{
	if (strncmp(policy, POLICIES, strlen(POLICIES)) == 0)
		policy += strlen(POLICIES);
	config->policy[0] = '\0';
	if (strcmp(policy, "none") == 0) {
		config->policy_kind = POLICY_NONE;
	} else if (strcmp(policy, "builtin") == 0) {
		config->policy_kind = POLICY_BUILTIN;
	} else {
		need_script(policy);
		config->policy_kind = POLICY_SCRIPT;
		put_text(config->policy, sizeof(config->policy), policy, "the policy");
	}
}

/* The program is a file; RS remembers its whole path. */
static void
put_program_file(struct service_config *config, const char *file)
{
	char path[PATH_MAX];

	if (realpath(file, path) == NULL)
		give_up(STATUS_FAILED, "%s: %s", file, strerror(errno));
	put_text(config->program, sizeof(config->program), path, "the program's path");
}

static void
apply(struct service_config *config, const struct overrides *overrides)
{
	if (overrides->policy != NULL)
		override_policy(config, overrides->policy);
	if (overrides->period != NULL)
		config->heartbeat_ms = need_u32(overrides->period, "the heartbeat's period", 0);
	if (overrides->program != NULL && strchr(overrides->program, '/') != NULL)
		put_program_file(config, overrides->program);
	else if (overrides->program != NULL)
		put_text(config->program, sizeof(config->program), overrides->program,
			 "the program's name");
}

static bool
overrides_anything(const struct overrides *overrides)
{
	return overrides->policy != NULL || overrides->period != NULL || overrides->program != NULL;
}

/* A copy of the block of a label, to be changed. Without a block the tool ends. */
static struct service_config *
own_config(const struct service_config *config, const char *file, const char *label)
{
	static struct service_config own;

	if (config == NULL)
		give_up(STATUS_FAILED, "%s has no block 'service %s { ... }', as is needed", file,
			label);
	own = *config;
	if (label_is_template(own.label)) {
		put_text(own.label, sizeof(own.label), label, "the label");
		own.instances = 1;
	}
	return &own;
}

/* What a component that RS knows is to be started with. */
static struct service_config *
need_config(const char *file, const char *label)
{
	size_t count;
	const struct service_config *configs = configs_read(file, &count);

	return own_config(sysconf_find(configs, count, label), file, label);
}

/* ---- sending it ---- */

/* Its program is read here when it is a file; else it is a boot module, which RS has. */
static void
configure(enum rs_how how, const struct service_config *config, const char *verb)
{
	char problem[CONFIG_ERROR_MAX];
	endpoint_t endpoint;
	void *image = NULL;
	u32 length = 0;
	int error;

	if (sysconf_check(config, problem) < 0)
		give_up(STATUS_FAILED, "can't %s %s: %s", verb, config->label, problem);
	if (config->program[0] == '/')
		image = image_read(config->program, &length);
	error = rs_configure(how, config, image, length, &endpoint);
	if (error < 0)
		refused(error, verb, config->label);
}

/* ---- the verbs ---- */

/* RS may know components that the file has not, and the file such as RS does not know yet. */
static const char *
find_label(const char *name, const struct service_config *configs, size_t count)
{
	struct name_search search = {.name = name};
	struct component_list list;
	const char *label;

	become_operator();
	components_read(&list);
	for (size_t i = 0; i < list.count; i++)
		search_consider(&search, list.infos[i].label);
	for (size_t i = 0; i < count; i++)
		if (!label_is_template(configs[i].label))
			search_consider(&search, configs[i].label);
	label = search_end(&search);
	if (label == NULL && !label_is_template(name) && sysconf_find(configs, count, name) != NULL)
		label = name; /* of a template, and not up yet */
	if (label == NULL)
		no_such_component(name);
	return label;
}

static void
start_known(const char *label)
{
	endpoint_t endpoint;
	int error = rs_start(label, &endpoint);

	if (error < 0)
		refused(error, "start", label);
}

int
verb_up(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service up [OPTION]... LABEL\n"
		"Starts a component as its block of " CONFIG_FILE " says. Done when it is up.\n"
		STATUS_HELP
		"\n"
		CONFIG_OPTION
		OVERRIDE_OPTIONS
		"  -f, --program=FILE  a path, or the name of a boot module\n";
	struct configure_options options = take_options(argc, argv, usage);
	const struct service_config *configs, *config;
	bool is_changed = overrides_anything(&options.overrides);
	struct service_config *own;
	char **operands;
	const char *label;
	size_t count;

	if (tool_operands(&operands) != 1)
		bad_usage("one label is needed");
	configs = configs_read(options.file, &count);
	label = find_label(operands[0], configs, count);
	config = sysconf_find(configs, count, label);
	if (!is_changed && (config == NULL || label_is_template(config->label))) {
		start_known(label);
	} else {
		own = own_config(config, options.file, label);
		apply(own, &options.overrides);
		configure(RS_HOW_UP, own, "start");
	}
	return tool_end();
}

int
verb_refresh(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service refresh [OPTION]... LABEL\n"
		"Replaces a component's instance, between two requests, by a fresh one that is\n"
		"what " CONFIG_FILE " says now.\n"
		STATUS_HELP
		"\n"
		CONFIG_OPTION
		OVERRIDE_OPTIONS;
	struct configure_options options = take_options(argc, argv, usage);
	const struct rs_info *info = component_operand();
	struct service_config *config;

	require_instance(info);
	config = need_config(options.file, info->label);
	apply(config, &options.overrides);
	configure(RS_HOW_REFRESH, config, "refresh");
	return tool_end();
}

int
verb_update(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service update [OPTION]... LABEL FILE\n"
		"Replaces a component's instance, between two requests, by one that runs the\n"
		"program in the file; all else about it stays as it is. No request is lost. When\n"
		"the new program does not come up, the old one is started again, and the status\n"
		"is 1.\n"
		STATUS_HELP
		"\n"
		CONFIG_OPTION;
	struct configure_options options = take_options(argc, argv, usage);
	const struct rs_info *info;
	struct service_config *config;
	char **operands;

	if (tool_operands(&operands) != 2)
		bad_usage("a label and the file of a program are needed");
	info = component_named(operands[0]);
	require_instance(info);
	config = need_config(options.file, info->label);
	put_program_file(config, operands[1]);
	configure(RS_HOW_UPDATE, config, "update");
	return tool_end();
}
