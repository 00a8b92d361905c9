/*
 * Programs: 32-bit ELF executables (System V ABI, chapter 4 and 5). The file
 * may come from anywhere, so nothing in it is believed before it is checked.
 * Each process gets its own copy of its text.
 */
#include "image.h"

#include <errno.h>
#include <kintsugi/crc32.h>

#include "lib.h"

#define ELF_MAGIC 0x464c457fu
#define ELF_CLASS32_LITTLE 0x00010101u
#define ELF_EXECUTABLE 2
#define ELF_MACHINE_386 3
#define PT_LOAD 1u
#define PF_EXECUTE 1u
#define PF_WRITE 2u
#define MAX_SEGMENTS 16u

struct elf_header {
	u32 magic;
	u32 class_data_version;
	u8 padding[8];
	u16 type, machine;
	u32 version, entry, phoff, shoff, flags;
	u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
	u32 type, offset, vaddr, paddr, filesz, memsz, flags, align;
};

static s32
image_read(const struct image *image, u32 offset, void *to, u32 length)
{
	if (offset > image->length || length > image->length - offset)
		return -ENOEXEC;
	if (image->direct != NULL) {
		memcpy(to, image->direct + offset, length);
		return 0;
	}
	return copy_from_user(image->holder, to, image->address + offset, length);
}

static struct crc32_tables crc_tables;

void
image_init(void)
{
	crc32_init(&crc_tables);
}

s32
image_check(const struct image *image, u32 crc)
{
	static u8 piece[PAGE_SIZE];
	u32 found = 0;

	if (image->direct != NULL) {
		found = crc32_add(&crc_tables, 0, image->direct, image->length);
	} else {
		for (u32 at = 0; at < image->length; at += PAGE_SIZE) {
			u32 n = image->length - at < PAGE_SIZE ? image->length - at : PAGE_SIZE;
			if (image_read(image, at, piece, n) != 0)
				return -EFAULT;
			found = crc32_add(&crc_tables, found, piece, n);
		}
	}
	return found == crc ? 0 : -EBADDIGEST;
}

static s32
read_header(const struct image *image, struct elf_header *h)
{
	s32 status = image_read(image, 0, h, sizeof(*h));

	if (status != 0)
		return status;
	if (h->magic != ELF_MAGIC || h->class_data_version != ELF_CLASS32_LITTLE || h->type != ELF_EXECUTABLE ||
	    h->machine != ELF_MACHINE_386 || h->phentsize != sizeof(struct elf_segment) || h->phnum == 0 ||
	    h->phnum > MAX_SEGMENTS)
		return -ENOEXEC;
	return 0;
}

static int
segment_ok(const struct elf_segment *s)
{
	return s->memsz > 0 && s->filesz <= s->memsz && s->vaddr >= USER_BASE && s->vaddr < USER_MMAP_BASE &&
	       s->memsz <= USER_MMAP_BASE - s->vaddr &&
	       (s->flags & (PF_WRITE | PF_EXECUTE)) != (PF_WRITE | PF_EXECUTE);
}

/* Copies a segment's file part into pages that vm_map has just made (read-only ones too). */
static s32
fill_segment(const struct image *image, const struct elf_segment *s, struct vm *vm)
{
	for (u32 done = 0; done < s->filesz;) {
		u32 address = s->vaddr + done;
		u32 part = PAGE_SIZE - (address & PAGE_MASK);
		if (part > s->filesz - done)
			part = s->filesz - done;
		u8 *page = PHYS_TO_PTR(*paging_entry(vm->cr3, address, 0) & PTE_FRAME);
		s32 status = image_read(image, s->offset + done, page + (address & PAGE_MASK), part);
		if (status != 0)
			return status;
		done += part;
	}
	return 0;
}

static s32
load_segment(const struct image *image, const struct elf_segment *s, struct vm *vm, int is_system, u32 max_pages)
{
	u32 start = ROUND_DOWN(s->vaddr, PAGE_SIZE);
	u32 end = ROUND_UP(s->vaddr + s->memsz, PAGE_SIZE);

	if (!segment_ok(s) || s->offset > image->length || s->filesz > image->length - s->offset)
		return -ENOEXEC;
	s32 status = vm_map(vm, start, end - start, VM_READ | (s->flags & PF_WRITE ? VM_WRITE : 0), is_system, max_pages);
	if (status != 0)
		return status == -EINVAL ? -ENOEXEC : status; /* segments overlap */
	return fill_segment(image, s, vm);
}

static s32
map_stack(struct vm *vm, int is_system, u32 max_pages)
{
	u32 size = is_system ? SYSTEM_STACK_SIZE : USER_STACK_MAX;
	u32 flags = VM_READ | VM_WRITE | (is_system ? 0 : REGION_DEMAND);

	return vm_map(vm, USER_STACK_TOP - size, size, flags, is_system, max_pages);
}

static s32
load_into(const struct image *image, struct vm *vm, int is_system, u32 max_pages, u32 *entry, u32 *data_end)
{
	struct elf_header header;
	struct elf_segment segment;
	int entry_is_text = 0;
	s32 status = read_header(image, &header);

	*data_end = 0;
	for (u32 i = 0; status == 0 && i < header.phnum; i++) {
		u32 at = i * (u32)sizeof(segment);
		if (header.phoff > ~at)
			return -ENOEXEC;
		status = image_read(image, header.phoff + at, &segment, sizeof(segment));
		if (status != 0 || segment.type != PT_LOAD || segment.memsz == 0)
			continue;
		status = load_segment(image, &segment, vm, is_system, max_pages);
		if (status != 0)
			break;
		u32 end = ROUND_UP(segment.vaddr + segment.memsz, PAGE_SIZE);
		if (end > *data_end)
			*data_end = end;
		if (segment.flags & PF_EXECUTE && header.entry >= segment.vaddr &&
		    header.entry - segment.vaddr < segment.filesz)
			entry_is_text = 1;
	}
	if (status == 0 && !entry_is_text)
		status = -ENOEXEC;
	if (status == 0)
		status = map_stack(vm, is_system, max_pages);
	*entry = header.entry;
	return status;
}

s32
image_load(const struct image *image, struct vm *vm, int is_system, u32 max_pages, u32 *entry, u32 *data_end)
{
	s32 status = vm_create(vm);

	if (status != 0)
		return status;
	status = load_into(image, vm, is_system, max_pages, entry, data_end);
	if (status != 0)
		vm_destroy(vm);
	return status;
}

void
image_start(struct proc *p, u32 entry, u32 stack_pointer)
{
	memset(&p->regs, 0, sizeof(p->regs));
	p->regs.cs = USER_CS;
	p->regs.ds = p->regs.es = p->regs.ss = USER_DS;
	p->regs.eflags = EFLAGS_FIXED | EFLAGS_IF;
	p->regs.eip = entry;
	p->regs.esp = stack_pointer;
}
