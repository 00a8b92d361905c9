/* Labels and patterns of labels, in which a last '*' stands for any rest. */
#include <string.h>
#include <sysconf/sysconf.h>

int
label_is_template(const char *label)
{
	u32 length = (u32)strnlen(label, LABEL_LEN);

	return length > 0 && label[length - 1] == '*';
}

int
label_matches(const char *pattern, const char *label)
{
	if (!label_is_template(pattern))
		return strncmp(pattern, label, LABEL_LEN) == 0;
	return strncmp(pattern, label, strlen(pattern) - 1) == 0;
}

int
label_in_list(const struct label_list *list, const char *label)
{
	for (u32 i = 0; i < list->count; i++)
		if (label_matches(list->labels[i], label))
			return 1;
	return 0;
}

const struct service_config *
sysconf_find(const struct service_config *configs, u32 count, const char *label)
{
	const struct service_config *template = NULL;

	for (u32 i = 0; i < count; i++) {
		if (strcmp(configs[i].label, label) == 0)
			return &configs[i];
		if (label_is_template(configs[i].label) && label_matches(configs[i].label, label))
			template = &configs[i];
	}
	return template;
}
