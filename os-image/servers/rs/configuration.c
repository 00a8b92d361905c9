/*
 * system.conf of the boot archive: which components there are. It is read once, into
 * RS' own memory; later an operator may bring other blocks (RS_CONFIGURE).
 *
 * Each block takes a place in the table, that is a privilege id, in the order of the
 * file; VFS has a fixed one, since all user processes may send to it. A template, whose
 * label ends in '*', takes one for each of its instances.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "rs.h"

#define TEXT_MAX (32u * 1024u)
#define BLOCKS_MAX (NR_PRIVS - PRIV_ID_FIRST_SERVICE)
#define VFS_LABEL "vfs"

static struct service_config blocks[BLOCKS_MAX];
static u32 block_count;
static u32 first_place[BLOCKS_MAX]; /* of each block's instances */

/* Reads the text; its length. Without it RS knows of nothing to start. */
static u32
read_text(char text[TEXT_MAX])
{
	struct boot_module module;
	int index = module_find(ARCHIVE_TEXT, SYSTEM_CONF, &module);
	int length;

	if (index < 0)
		panic("expected the text %s in the boot archive, found none: build the image again",
		      SYSTEM_CONF);
	length = sys_info(KINFO_MODULE_DATA, text, TEXT_MAX, (u32)index);
	if (length < 0 || length == TEXT_MAX)
		panic("%s can't be read, or is longer than %u bytes", SYSTEM_CONF, TEXT_MAX);
	return (u32)length;
}

static void
take_places(void)
{
	u32 next = PRIV_ID_VFS + 1;

	for (u32 block = 0; block < block_count; block++) {
		u32 instances = label_is_template(blocks[block].label) ? blocks[block].instances : 1;

		if (strcmp(blocks[block].label, VFS_LABEL) == 0) {
			first_place[block] = PRIV_ID_VFS;
			continue;
		}
		if (next + instances > NR_PRIVS)
			panic("%s names more components than there are privilege structures (%u)",
			      SYSTEM_CONF, NR_PRIVS);
		first_place[block] = next;
		next += instances;
	}
	first_free_place = next;
}

static void
make_service(struct service *service, const struct service_config *config, const char *label)
{
	service_name(service, label);
	configuration_set(service, config);
	if (config->program[0] != '/' && program_of_module(&service->program, config->program) < 0)
		printf("rs: %s has no program: the boot archive has no module %s\n", label,
		       config->program);
}

static int
has_same_devices(const struct service_config *a, const struct service_config *b)
{
	return a->pci_count == b->pci_count &&
	       memcmp(a->pci, b->pci, a->pci_count * sizeof(a->pci[0])) == 0;
}

/* What is known of its devices is kept: the PCI server may be dead when it is started. */
void
configuration_set(struct service *service, const struct service_config *config)
{
	if (!has_same_devices(&service->config, config))
		service->devices_known = 0;
	service->is_watched = 1;
	service->config = *config;
	strlcpy(service->config.label, service->label, sizeof(service->config.label));
	if (config->arguments[0] != '\0')
		strlcpy(service->arguments, config->arguments, sizeof(service->arguments));
	else
		strlcpy(service->arguments, service->label, sizeof(service->arguments));
}

void
configuration_read(void)
{
	static char text[TEXT_MAX];
	char error[CONFIG_ERROR_MAX];
	int count = sysconf_parse(text, read_text(text), blocks, BLOCKS_MAX, error);

	if (count < 0)
		panic("%s: %s", SYSTEM_CONF, error);
	block_count = (u32)count;
	take_places();
	for (u32 block = 0; block < block_count; block++)
		if (!label_is_template(blocks[block].label))
			make_service(&services[first_place[block]], &blocks[block],
				     blocks[block].label);
}

/* A template stands for its instances: a pattern has to match what they have in common. */
static int
block_matches(const char *pattern, const struct service_config *config)
{
	char common[LABEL_LEN];

	strlcpy(common, config->label, sizeof(common));
	if (label_is_template(config->label))
		common[strlen(common) - 1] = '\0';
	return label_matches(pattern, common);
}

void
configuration_targets(const char *pattern, u32 targets[NR_PRIVS / 32])
{
	for (u32 block = 0; block < block_count; block++) {
		u32 instances = label_is_template(blocks[block].label) ? blocks[block].instances : 1;

		for (u32 i = 0; block_matches(pattern, &blocks[block]) && i < instances; i++)
			PRIV_BIT_SET(targets, first_place[block] + i);
	}
}

/* A free place of the template's. */
static struct service *
free_instance(u32 block)
{
	for (u32 i = 0; i < blocks[block].instances; i++) {
		struct service *service = &services[first_place[block] + i];

		if (service->label[0] == '\0' || service->state == RS_STATE_DOWN)
			return service;
	}
	return NULL;
}

struct service *
configuration_instance(const char *label, int *error)
{
	struct service *service = service_by_label(label);

	if (service != NULL)
		return service;
	*error = label_is_sound(label) ? -ENOENT : -EINVAL;
	if (*error == -EINVAL)
		return NULL;
	for (u32 block = 0; block < block_count; block++) {
		if (!label_is_template(blocks[block].label) || !label_matches(blocks[block].label, label))
			continue;
		service = free_instance(block);
		*error = -ENFILE;
		if (service != NULL)
			make_service(service, &blocks[block], label);
		return service;
	}
	return NULL;
}

struct service *
configuration_spare(const char *label)
{
	for (u32 block = 0; block < block_count; block++) {
		struct service *service;

		if (!label_is_template(blocks[block].label) || !label_matches(blocks[block].label, label))
			continue;
		service = free_instance(block);
		if (service != NULL)
			service_name(service, label);
		return service;
	}
	return NULL;
}
