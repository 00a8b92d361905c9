/*
 * RS_CONFIGURE: an operator brings a component's block of system.conf, and perhaps its
 * program. Nothing of it is believed before it was checked.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

/*
 * The program that the request means: the image it brings, a boot module, or what the
 * component has already under that name. 0 or an error.
 */
static int
take_program(struct program *program, const struct service *service, const struct rs_configure *wanted,
	     const struct service_config *config, endpoint_t from)
{
	*program = (struct program){.module = -1};
	if (wanted->image != 0)
		return program_copy(program, config->program, from, wanted->image, wanted->image_length);
	if (config->program[0] != '/')
		return program_of_module(program, config->program);
	if (service == NULL || strcmp(service->program.name, config->program) != 0)
		return -ENOENT;
	return program_copy(program, config->program, EP_SELF, service->program.address,
			    service->program.length);
}

/* The component's place, new if need be. */
static struct service *
place_for(const char *label, int *error)
{
	struct service *service = configuration_instance(label, error);

	if (service == NULL && *error == -ENOENT) {
		service = service_new(label);
		*error = -ENFILE;
	}
	return service;
}

/* It is not there: it is started, and the request answered when it is up. */
static void
bring_up(const struct service_config *config, const struct program *program,
	 const struct message *request)
{
	int error = 0;
	struct service *service = place_for(config->label, &error);
	struct program unused = *program;

	if (service != NULL && service->state != RS_STATE_DOWN && service->state != RS_STATE_GIVEN_UP)
		error = -EEXIST;
	else if (service != NULL)
		error = wait_add(WAIT_UP, service, request, 0);
	if (service == NULL || error < 0) {
		program_release(&unused);
		(void)event_reply_status(request, error);
		return;
	}
	configuration_set(service, config);
	program_release(&service->program);
	service->program = *program;
	service_start(service);
}

static void
change(struct service *service, enum rs_how how, const struct service_config *config,
       const struct program *program, const struct message *request)
{
	if (how == RS_HOW_UP || service == NULL || service->state == RS_STATE_DOWN ||
	    service->state == RS_STATE_GIVEN_UP)
		bring_up(config, program, request);
	else
		recovery_replace(service, how == RS_HOW_UPDATE ? REPLACE_UPDATE : REPLACE_REFRESH, config,
				 program, request);
}

static int
check(const struct rs_configure *wanted, const struct service *service,
      const struct service_config *config)
{
	char error[CONFIG_ERROR_MAX];

	if (sysconf_check(config, error) < 0) {
		printf("rs: a configuration is refused: %s\n", error);
		return -EINVAL;
	}
	if (service != NULL && service_is_vital(service))
		return -EPERM;
	if (wanted->how == 0 || wanted->how > RS_HOW_UPDATE)
		return -EINVAL;
	if (wanted->how != RS_HOW_UP && (service == NULL || service->state == RS_STATE_DOWN))
		return -ESRCH;
	if (service == NULL || service->state == RS_STATE_DOWN || service->state == RS_STATE_GIVEN_UP)
		return 0;
	if (wanted->how == RS_HOW_UP)
		return -EEXIST;
	if (!service->is_watched)
		return -EINVAL;
	return service->state == RS_STATE_UP ? 0 : -EALREADY;
}

/* An update changes the program and nothing else: what an operator has set since stays. */
static void
keep_all_but_program(struct service_config *config, const struct service *service)
{
	char program[CONFIG_PATH_MAX];

	strlcpy(program, config->program, sizeof(program));
	*config = service->config;
	strlcpy(config->program, program, sizeof(config->program));
}

void
configure(struct message *request)
{
	static struct service_config config;
	const struct rs_configure wanted = *MESSAGE_BODY(request, const struct rs_configure);
	struct program program;
	struct service *service;
	int error = sys_copy_in(request->source, wanted.config, &config, sizeof(config));

	config.label[LABEL_LEN - 1] = '\0';
	service = error < 0 ? NULL : service_by_label(config.label);
	if (error == 0)
		error = check(&wanted, service, &config);
	if (error == 0 && wanted.how == RS_HOW_UPDATE)
		keep_all_but_program(&config, service);
	if (error == 0)
		error = take_program(&program, service, &wanted, &config, request->source);
	if (error < 0)
		(void)event_reply_status(request, error);
	else
		change(service, wanted.how, &config, &program, request);
}
