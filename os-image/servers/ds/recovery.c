/* See recovery.h. */
#include "recovery.h"

#include "changes.h"
#include "recovery_backup.h"
#include "subscriptions.h"

#include <libsys/kcall.h>
#include <stdio.h>
#include <string.h>

static u32 restored;

/* Of an entry that was saved anew and not yet dropped the later record comes later, and stays. */
static void
restore(const struct publication *publication, u32 record)
{
	struct entry *entry = store_find(publication->type, publication->key);
	u32 replaced = entry != NULL ? entry->saved : NO_RECORD;
	s32 error = store_publish(publication, &entry);

	if (error < 0) {
		printf("ds: what %s stored as \"%s\" can't be restored: %s\n", publication->owner,
		       publication->key, strerror(-error));
		backup_drop(record);
		return;
	}
	entry->saved = record;
	backup_drop(replaced);
	restored += replaced == NO_RECORD;
}

void
recovery_restore(void)
{
	backup_open(restore);
	if (restored > 0)
		printf("ds: %u entries restored from the backup\n", (unsigned)restored);
}

void
recovery_component_gone(const char *label)
{
	change_delete_owned(label);
}

static int
is_alive(endpoint_t endpoint)
{
	struct kprocess process;

	return sys_info(KINFO_PROCESS, &process, sizeof(process),
			(u32)ENDPOINT_SLOT(endpoint)) >= 0 &&
	       process.endpoint == endpoint;
}

void
recovery_sweep(void)
{
	for (u32 index = 0; index < NR_PRIVS; index++) {
		endpoint_t subscriber = subscriber_at(index);

		if (subscriber != EP_NONE && !is_alive(subscriber))
			subscriber_drop(index);
	}
	changes_settle();
}
