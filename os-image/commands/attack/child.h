/*
 * Processes that an attacker makes and manages, as PM and RS do: a program made
 * by hand in `file`, and what happens to a child that runs it.
 */
#ifndef CHILD_H
#define CHILD_H

#include "attack.h"

#define IMAGE_LENGTH 8192u
#define TEXT_OFFSET 4096u
#define TEXT_ADDRESS 0x400000u

/* An ELF file as far as the kernel looks at it (System V ABI, chapters 4 and 5). */
struct image {
	u32 magic;
	u32 class_data_version;
	u8 padding[8];
	u16 type;
	u16 machine;
	u32 version;
	u32 entry;
	u32 header_offset;
	u32 section_offset;
	u32 flags;
	u16 size;
	u16 header_size;
	u16 header_count;
	u16 section_size;
	u16 section_count;
	u16 names;
	struct {
		u32 type, offset, address, physical, file_length, memory_length, flags, align;
	} headers[2];
};

union image_file {
	struct image elf;
	u8 bytes[IMAGE_LENGTH];
};

extern union image_file file;

/* A program that loops for ever. */
void make_good_image(void);
/* A program of these bytes, and a loop after them. */
void make_program(const u8 *code, u32 length);
/* How the child is to get the image in `file`. */
struct kexec exec_of(endpoint_t child);
/* The next event of a child, or -ETIMEDOUT when there is none for a while. */
int wait_for_event(struct ksig *event);
/* The calls of a manager. */
void allow_managing(struct privilege *privilege);

#endif
