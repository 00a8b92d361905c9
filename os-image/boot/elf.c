/*
 * The kernel's file format: ELF32 for i386 (System V ABI, chapter 4 and the i386
 * supplement). Nothing of the file is believed before it is checked here.
 */
#include "loader.h"

#define ELF_IDENT_SIZE 16u
#define ELF_CLASS_32 1u
#define ELF_LITTLE_ENDIAN 1u
#define ELF_EXECUTABLE 2u
#define ELF_MACHINE_386 3u
#define ELF_LOAD 1u

struct elf_header {
	u8 ident[ELF_IDENT_SIZE]; /* magic, class, byte order, ... */
	u16 type;
	u16 machine;
	u32 version;
	u32 entry;
	u32 program_offset;
	u32 section_offset;
	u32 flags;
	u16 header_size;
	u16 program_entry_size;
	u16 program_count;
	u16 section_entry_size;
	u16 section_count;
	u16 section_names;
};

struct elf_program {
	u32 type;
	u32 offset;
	u32 vaddr;
	u32 paddr;
	u32 file_size;
	u32 mem_size;
	u32 flags;
	u32 align;
};

static void
check_file(const struct elf_header *elf, u32 head_size)
{
	const u8 *ident = elf->ident;

	if (ident[0] != 0x7f || ident[1] != 'E' || ident[2] != 'L' || ident[3] != 'F' ||
	    ident[4] != ELF_CLASS_32 || ident[5] != ELF_LITTLE_ENDIAN ||
	    elf->type != ELF_EXECUTABLE || elf->machine != ELF_MACHINE_386)
		fail(ADVICE_REBUILD,
		     "expected the kernel to be an ELF32 executable for i386; found magic %x, "
		     "class %u, byte order %u, type %u, machine %u.",
		     *(const u32 *)ident, ident[4], ident[5], elf->type, elf->machine);
	if (elf->program_entry_size != sizeof(struct elf_program) || elf->program_count == 0 ||
	    elf->program_offset > head_size ||
	    elf->program_count > (head_size - elf->program_offset) / sizeof(struct elf_program))
		fail(ADVICE_REBUILD,
		     "expected the kernel's program headers within its first %u bytes; found "
		     "%u of %u bytes at offset %u.",
		     head_size, elf->program_count, elf->program_entry_size,
		     elf->program_offset);
}

static void
add_segment(struct kernel_image *kernel, const struct elf_program *program, u32 file_size)
{
	u32 start = program->paddr;
	u32 end = start + program->mem_size;

	if (kernel->segment_count == KERNEL_MAX_SEGMENTS)
		fail(ADVICE_REBUILD, "expected at most %u PT_LOAD segments in the kernel; found more.",
		     KERNEL_MAX_SEGMENTS);
	if (program->offset > file_size || program->file_size > file_size - program->offset ||
	    program->file_size > program->mem_size)
		fail(ADVICE_REBUILD,
		     "expected the kernel's segment at %x to lie within its %u bytes of file; "
		     "found %u bytes at offset %u for %u bytes of memory.",
		     start, file_size, program->file_size, program->offset, program->mem_size);
	if (start < MEM_1MB || end < start)
		fail(ADVICE_REBUILD,
		     "expected the kernel's segments at or above %x and below 4 GB; found one "
		     "of %u bytes at %x.",
		     MEM_1MB, program->mem_size, start);
	for (u32 i = 0; i < kernel->segment_count; i++) {
		const struct kernel_segment *other = &kernel->segments[i];

		if (start < other->phys + other->mem_size && end > other->phys)
			fail(ADVICE_REBUILD,
			     "expected the kernel's segments apart from one another; found those "
			     "at %x and %x overlapping.",
			     other->phys, start);
	}
	kernel->segments[kernel->segment_count++] = (struct kernel_segment){
	    .file_offset = program->offset,
	    .file_size = program->file_size,
	    .phys = start,
	    .mem_size = program->mem_size,
	};
	if (kernel->segment_count == 1 || start < kernel->start)
		kernel->start = start;
	if (end > kernel->end)
		kernel->end = end;
}

static int
in_segments(const struct kernel_image *kernel, u32 address)
{
	for (u32 i = 0; i < kernel->segment_count; i++) {
		const struct kernel_segment *segment = &kernel->segments[i];

		if (address >= segment->phys && address - segment->phys < segment->file_size)
			return 1;
	}
	return 0;
}

void
kernel_parse(struct kernel_image *kernel, const u8 *head, u32 head_size, u32 file_size)
{
	struct elf_header elf;
	struct elf_program program;

	if (head_size < sizeof(elf))
		fail(ADVICE_REBUILD, "expected a kernel of at least %u bytes; found %u.",
		     (u32)sizeof(elf), file_size);
	memcpy(&elf, head, sizeof(elf));
	check_file(&elf, head_size);
	*kernel = (struct kernel_image){.entry = elf.entry};
	for (u32 i = 0; i < elf.program_count; i++) {
		memcpy(&program, head + elf.program_offset + i * sizeof(program), sizeof(program));
		if (program.type == ELF_LOAD && program.mem_size > 0)
			add_segment(kernel, &program, file_size);
	}
	if (!in_segments(kernel, elf.entry))
		fail(ADVICE_REBUILD,
		     "expected the kernel's entry point inside one of its %u segments, as a "
		     "physical address; found %x.",
		     kernel->segment_count, elf.entry);
}
