/* See recovery_keep.h. */
#include "recovery_keep.h"

#include <errno.h>
#include <kintsugi/kcall.h>

#include "lib.h"

#define KEPT_MAX 16u /* labels */

static struct kept {
	char label[LABEL_LEN]; /* empty: free */
	u32 phys;              /* contiguous frames */
	u32 length;
	endpoint_t user;       /* who mapped it last */
} kept[KEPT_MAX];

static struct kept *
find(const char *label)
{
	for (struct kept *each = kept; each < kept + KEPT_MAX; each++)
		if (strcmp(each->label, label) == 0)
			return each;
	return NULL;
}

static void
release(struct kept *keep)
{
	for (u32 offset = 0; offset < keep->length; offset += PAGE_SIZE)
		frame_free(keep->phys + offset);
	memset(keep, 0, sizeof(*keep));
}

/* What the label keeps, of that length, or a null pointer. */
static struct kept *
find_or_make(const char *label, u32 length)
{
	struct kept *keep = find(label);

	if (keep != NULL && keep->length == length)
		return keep;
	if (keep != NULL)
		release(keep);
	else
		keep = find("");
	u32 phys = keep == NULL ? NO_FRAME : frames_alloc_contiguous(length / PAGE_SIZE);
	if (phys == NO_FRAME)
		return NULL;
	*keep = (struct kept){ .phys = phys, .length = length, .user = EP_NONE };
	copy_string(keep->label, label, sizeof(keep->label));
	return keep;
}

s32
keep_map(struct proc *p, u32 length)
{
	const struct privilege *priv = priv_of(p);
	const struct kept *old = find(priv->label);

	if (length == 0 || length % PAGE_SIZE != 0)
		return -EINVAL;
	if (length / PAGE_SIZE > priv->keep_pages)
		return -EPERM;
	if (old != NULL && proc_of(old->user) != NULL)
		return -EBUSY;
	u32 address = vm_find_free(&p->vm, length);
	struct kept *keep = address == 0 ? NULL : find_or_make(priv->label, length);
	if (keep == NULL)
		return -ENOMEM;
	s32 status = vm_map_frames(&p->vm, address, keep->phys, length, VM_READ | VM_WRITE | REGION_BORROWED);
	if (status != 0)
		return status;
	keep->user = p->endpoint;
	return (s32)address;
}

s32
keep_free(const char *label)
{
	struct kept *keep = label[0] == '\0' ? NULL : find(label);

	if (keep == NULL)
		return -ENOENT;
	if (proc_of(keep->user) != NULL)
		return -EBUSY;
	release(keep);
	return 0;
}
