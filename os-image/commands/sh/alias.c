#include "alias.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static struct alias *aliases;

struct alias *
alias_first(void)
{
	return aliases;
}

struct alias *
alias_find(const char *name)
{
	struct alias *alias = aliases;

	while (alias != NULL && (alias->name == NULL || strcmp(alias->name, name) != 0))
		alias = alias->next;
	return alias;
}

void
alias_set(const char *name, const char *value)
{
	struct alias *alias = alias_find(name);

	if (alias == NULL) {
		alias = allocate(sizeof(*alias));
		*alias = (struct alias){.next = aliases, .name = copy_string(name)};
		aliases = alias;
	}
	free(alias->value);
	alias->value = copy_string(value);
}

/* One that is being read stays in memory, without a name, until all are removed when none is. */
static void
forget(struct alias **link)
{
	struct alias *alias = *link;

	free(alias->name);
	free(alias->value);
	alias->name = alias->value = NULL;
	if (alias->is_in_use)
		return;
	*link = alias->next;
	free(alias);
}

bool
alias_remove(const char *name)
{
	for (struct alias **link = &aliases; *link != NULL; link = &(*link)->next) {
		if ((*link)->name != NULL && strcmp((*link)->name, name) == 0) {
			forget(link);
			return true;
		}
	}
	return false;
}

void
alias_remove_all(void)
{
	struct alias **link = &aliases;

	while (*link != NULL) {
		struct alias *alias = *link;

		forget(link);
		if (*link == alias)
			link = &alias->next;
	}
}
