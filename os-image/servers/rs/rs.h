/*
 * Inside the reincarnation server: parent and manager of all servers and drivers.
 *
 * A component's place in the table is its privilege id. Those of system.conf have
 * fixed places, so that privileges can name them as targets even while they are not
 * there; they are watched: when one fails its policy decides (recovery.h). The
 * others were started by RS_UP, for tests: nobody restarts them, and RS_WAIT tells
 * how they ended.
 *
 *                 start                 its main loop turns
 *     DOWN ----------------> STARTING ----------------------> UP
 *       ^                     |    ^                           |
 *       | RS_DOWN      failed |    | restart            failed |
 *       |                     v    |                           |
 *       +------------------- FAILED <--------------------------+
 *                              | the policy gives up
 *                              v
 *                           GIVEN_UP
 *
 * RS waits for nobody but in the one receive of its event loop: PM, the data store,
 * the PCI server and all components are asked asynchronously, with deadlines. What
 * recovery itself needs is here: programs, configurations, and what PCI devices have.
 */
#ifndef RS_H
#define RS_H

#include <kintsugi/boot_info.h>
#include <libsys/event_loop.h>
#include <libsys/timer.h>
#include <proto/ds.h>
#include <proto/rs.h>
#include <sysconf/sysconf.h>

/* What a component runs: a boot module, or a copy in RS' own memory. */
struct program {
	char name[CONFIG_PATH_MAX];
	s32 module;  /* its number, or -1: */
	u32 address; /* of the copy */
	u32 length;
	u32 crc32;   /* of the copy: checked at each start */
};

/* How often a component failed lately, and what is done about it. Of recovery*.c alone. */
struct recovery {
	u32 incident;       /* under way, or 0 */
	u32 repetition;     /* failures so far, fading with good behaviour */
	u32 told_repetition; /* the same before the failure under way: what its policy is told */
	u32 start_failures; /* in a row: instances whose main loop never turned */
	u32 barren;         /* in a row: instances that failed early without having served anyone */
	u32 defaults;       /* in a row: restarts by RS itself since its policy did not decide */
	u32 has_served;     /* this instance: a client said so */
	u32 has_answered;   /* this instance: RS, its client */
	u32 restarts;
	u32 defects[DEFECT_CLASSES + 1];
	u32 complaints;
	u32 script_is_due;  /* it waits for a place to run */
	u32 missed;         /* heartbeats not answered, in a row */
	u64 heartbeat_us;   /* when it answered last */
};

struct service {
	char label[LABEL_LEN]; /* empty: the place is free */
	u8 state;              /* enum rs_state */
	u8 is_watched;         /* of system.conf, or configured by an operator */
	u8 is_awaited;         /* DOWN: to be started as soon as what it depends on is up */

	/* ---- what it is ---- */
	struct service_config config; /* when watched */
	struct program program;
	char arguments[RS_ARGUMENTS_MAX];
	struct privilege privilege;
	struct pci_resources devices[CONFIG_PCI_MAX];
	u32 device_count;
	u8 devices_known;    /* all that the configuration names */
	u8 reset_is_due; /* of its devices, before the next instance */
	u8 devices_pending; /* answers of the PCI server that are missing */

	/* ---- its instance ---- */
	endpoint_t endpoint; /* EP_NONE: none */
	u64 started_us;
	u32 cause;           /* enum defect_class of what led to it; 0: none */
	struct timer timer;  /* STARTING: deadline; UP: heartbeat; FAILED: delay of a restart */
	struct rs_end end;   /* of the last one */
	u8 has_end;          /* not told to RS_WAIT yet */

	struct recovery recovery;
};

extern struct service services[NR_PRIVS];
/* The places below are kept for the components of system.conf. */
extern u32 first_free_place;

#define FOR_EACH_SERVICE(service)                                                                  \
	for (struct service *service = services + PRIV_ID_FIRST_SERVICE;                           \
	     service < services + NR_PRIVS; service++)                                             \
		if (service->label[0] != '\0')

/* ---- table.c ---- */

/* The component that has, or that had last, the endpoint; or a null pointer. */
struct service *service_find(endpoint_t endpoint);
struct service *service_by_label(const char *label);
/* Whether there is no process of that endpoint, which never comes again. */
int is_dead(endpoint_t endpoint);
u32 service_priv_id(const struct service *service);
/* A place for a component that system.conf does not have. A null pointer: all are taken. */
struct service *service_new(const char *label);
/* Gives a free place to another component: what was there is forgotten. */
void service_name(struct service *service, const char *label);

/* ---- configuration.c: system.conf ---- */

/* Reads system.conf of the boot archive into the table. Panics when it is not sound. */
void configuration_read(void);
/*
 * The component of that label, made from a template if need be. A null pointer: there is
 * none; *error tells -ENOENT, -EINVAL of what is no label, or -ENFILE when the template's
 * instances are all used.
 */
struct service *configuration_instance(const char *label, int *error);
/*
 * For a component that system.conf does not have: a free place of the template that its
 * label matches, since others may send to that. A null pointer: there is none.
 */
struct service *configuration_spare(const char *label);
/* Adds the places of the blocks whose label matches the pattern, used or not yet. */
void configuration_targets(const char *pattern, u32 targets[NR_PRIVS / 32]);
/* A component's new block, which was checked. */
void configuration_set(struct service *service, const struct service_config *config);

/* ---- authority.c ---- */

/* Fills in service->privilege from its configuration and its devices. */
void authority_make(struct service *service);

/* ---- devices.c: what the PCI server knows ---- */

/* Asks what devices the configuration names, unless that is known. True: service_devices_settled goes on. */
int devices_ask(struct service *service);
/* Resets them. True: service_devices_settled will go on. */
int devices_reset(struct service *service);
/* The start that they were asked for has ended: what is not answered yet is of no interest. */
void devices_cancel(struct service *service);

/* ---- image.c ---- */

/* The number of the boot module of that kind and name, of which *module tells; or -ENOENT. */
int module_find(enum archive_kind kind, const char *name, struct boot_module *module);
/* Finds the boot module. 0 or -ENOENT. */
int program_of_module(struct program *program, const char *name);
/* Copies an image out of a client's memory. 0, or an error, and then *program is as it was. */
int program_copy(struct program *program, const char *name, endpoint_t from, u32 address, u32 length);
void program_release(struct program *program);
/* Gives the service's stopped process its program, with its arguments. 0 or an error. */
int program_load(const struct service *service, endpoint_t endpoint);

/* ---- start.c ---- */

/* Starts all that is to run from the beginning. */
void start_boot_set(void);
/* Starts an instance of a watched component; whoever waits for it is answered later. */
void service_start(struct service *service);
/* For devices.c: what the PCI server answers is there, or will not come. */
void service_devices_settled(struct service *service);
/* RS_UP: starts one that nobody watches. Its endpoint, or the errors of struct rs_up_reply. */
int service_up(struct rs_service *wanted);
/* Its main loop turned for the first time. */
void service_is_up(struct service *service);

/* ---- stop.c ---- */

/*
 * An instance has failed: ends its process, tells it everywhere, and hands the component to
 * recovery. `end` is for those of RS_UP; `detail` is one line.
 */
void service_failed(struct service *service, const struct rs_end *end, const char *detail);
/* Its state is in nobody else's hands: no user process can go on without it. */
int service_is_vital(const struct service *service);
/* RS_DOWN. */
void service_down(struct service *service);
/* Ends the process, if there is one, and withdraws what was published. */
void service_end_instance(struct service *service);

/* ---- defects.c ---- */

/* Fetches from the kernel what befell our services, and tells of each. */
void defects_collect(void);
void defect_killed(struct service *service);
const char *defect_name(enum defect_class class);
/* ---- symbols.c ---- */

/* At the start, so that no defect makes RS take memory. Without a table there are no names. */
void symbols_read(void);
/* Writes "function+offset" of an address in a program's text, or nothing. */
void symbols_describe(const char *program, u32 address, char *text, u32 size);

/* ---- publish.c: the data store ---- */

/* Tells the data store that the component is up. When it knows, the event `publish` is written. */
void publish(struct service *service);
void publish_end(struct service *service);
/* Another instance of the data store is up: it is told everything, and its clients are woken. */
void publish_all(void);

/* ---- waits.c: who is answered later ---- */

enum wait_kind { WAIT_END, WAIT_PING, WAIT_UP, WAIT_INJECT };

/* Keeps the request to answer it later; deadline_ms of 0: none. -EAGAIN: too many. */
int wait_add(enum wait_kind kind, struct service *service, const struct message *request,
	     u32 deadline_ms);
/* Answers all that wait for this with a status and, if it is 0, with what belongs to the kind. */
void waits_answer(enum wait_kind kind, struct service *service, s32 status);

/* ---- inject.c ---- */

/* RS_INJECT: 0 when the request is answered later. */
s32 inject(struct service *service, const struct message *request);

/* ---- configure.c ---- */

/* RS_CONFIGURE. */
void configure(struct message *request);

/* ---- info.c ---- */

void info_fill(struct rs_info *info, const struct service *service);

/* ---- requests.c ---- */

/* Someone whom PM vouched for, or the server `host`. */
int is_operator(endpoint_t endpoint);

extern const struct event_route request_routes[];
extern const u32 request_route_count;
/* Whether the sender may ask for this: 0 or -EPERM. */
s32 request_accept(const struct message *request);

#endif
