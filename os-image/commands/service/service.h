/*
 * service: the operator's tool for servers and drivers. It asks the reincarnation
 * server (libsys/rs_client.h) and shows what that knows; a group of verbs is a file:
 *
 *     list.c  status.c  log.c     what there is, and what happened to it
 *     control.c                   down, restart, kill
 *     configure.c                 up, refresh, update
 *     failures.c                  inject, complain
 *
 * Each ends the tool with a message when something can't be done. The statuses are
 * for scripts, the policy scripts of /etc/policies above all.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include <libsys/rs_client.h>
#include <stdbool.h>
#include <stddef.h>
#include <toolkit/tool.h>

#define STATUS_NO_COMPONENT 3
#define STATUS_NOT_UP 4

/* In the help of each verb. */
#define STATUS_HELP                                                                                \
	"Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 no such component,\n"          \
	"4 it is not up.\n"

/* What a verb does with its arguments, argv[0] being the verb itself; gives the tool's status. */
typedef int verb_function(int argc, char **argv);

verb_function verb_list, verb_status, verb_log;
verb_function verb_down, verb_restart, verb_kill;
verb_function verb_up, verb_refresh, verb_update;
verb_function verb_inject, verb_complain;

/* ---- components.c: what RS knows ---- */

struct component_list {
	struct rs_info *infos;
	size_t count;
};

/* Has PM vouch for us. First of all, before anything is asked of RS. */
void become_operator(void);

void components_read(struct component_list *list);

/* The one with that label, or NULL. */
const struct rs_info *component_find(const struct component_list *list, const char *label);

/*
 * What a name means: a label, or a driver's without the prefix that tells its kind.
 * All labels that there are have to be considered.
 */
struct name_search {
	const char *name;
	const char *label; /* found so far, or NULL */
	bool is_exact;
	const char *rival; /* another label that the name may mean */
};

void search_consider(struct name_search *search, const char *label);
/* The label, or NULL; a name that may mean several ends the tool. */
const char *search_end(const struct name_search *search);

_Noreturn void no_such_component(const char *name);

/* The component that a name means, for verbs about one: asks RS first. None ends the tool. */
const struct rs_info *component_named(const char *name);
/* The one that the verb's only operand names, once its options are taken. */
const struct rs_info *component_operand(void);
/* The same for a verb without options. */
const struct rs_info *component_only_operand(int argc, char **argv, const char *usage);

/* Whether it has an instance; require_instance ends the tool if not. */
bool component_is_running(const struct rs_info *info);
void require_instance(const struct rs_info *info);

/* RS did not answer a question as it has to: ends the tool. */
_Noreturn void no_answer_of_rs(int error);

/* ---- incidents.c ---- */

struct incident_list {
	struct rs_incident *incidents; /* the oldest first */
	size_t count;
};

/* Those of one component or, without a label, of all. */
void incidents_read(struct incident_list *list, const char *label);
void incidents_keep_last(struct incident_list *list, size_t count);
/* From the defect until the successor was published, or 0 when that did not come. */
u64 incident_span_us(const struct rs_incident *incident);

/* ---- log.c ---- */

void print_incidents(const struct incident_list *list);

/* ---- words.c: operands and options; what they can't be ends the tool ---- */

u32 need_u32(const char *text, const char *what, u32 least);
/* The place of a word among the names, which begin at 1. */
u32 need_word(const char *word, const char *const *names, size_t count, const char *what);

/* ---- refusal.c ---- */

/* Ends the tool: RS answered with the error when asked to do that with the component. */
_Noreturn void refused(int error, const char *verb, const char *label);

/* ---- config.c: what a component is started with ---- */

struct service_config;

#define CONFIG_FILE "/etc/system.conf"

/* Reads such a file; what is wrong with it ends the tool. *count blocks. */
struct service_config *configs_read(const char *path, size_t *count);

/* A program's file, at most RS_IMAGE_MAX bytes; what is wrong with it ends the tool. */
void *image_read(const char *path, u32 *length);

/* ---- text.c: how values look ---- */

#define SPAN_TEXT_SIZE 16
#define DEFECTS_TEXT_SIZE 96

/* A span of time in at most seven characters: 640us 3.2ms 45ms 12.3s 12m05s 3h05m 12d03h. */
const char *span_text(char text[SPAN_TEXT_SIZE], u64 span_us);
/* A time since boot in seconds: 12.345. */
const char *moment_text(char text[SPAN_TEXT_SIZE], u64 moment_us);
const char *state_text(u32 state);                /* "up" */
const char *class_text(u32 defect_class);         /* "exception" */
const char *outcome_text(u32 outcome);            /* "restarted" */
/* As "exit 1, killed 2"; the short form as "e1k2". "none" or "-" when there were none. */
const char *defects_text(char text[DEFECTS_TEXT_SIZE], const struct rs_info *info);
const char *defects_short_text(char text[DEFECTS_TEXT_SIZE], const struct rs_info *info);
/* Process number of an instance, 0 when it has none (any more). */
int pid_of(endpoint_t endpoint);

/* ---- json.c: writes JSON to standard output. A name is NULL within an array ---- */

void json_open(const char *name, char bracket); /* '{' or '[' */
void json_close(void);
void json_text(const char *name, const char *text);
void json_number(const char *name, s64 number);

/* ---- records.c: what RS knows, as JSON ---- */

void json_components(const struct component_list *list);
void json_status(const struct rs_info *info, const struct incident_list *incidents);
void json_incidents(const char *name, const struct incident_list *list);

#endif
