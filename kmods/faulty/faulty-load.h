/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * faulty-load.h - a module around one fault, which happens when it is loaded.
 *
 * The including .c file defines faulty_fault(), which runs in the context of
 * insmod. Nothing here changed since 2.6.9, so there is one generation for all
 * kernels.
 */
#ifndef NLMATRIX_FAULTY_LOAD_H
#define NLMATRIX_FAULTY_LOAD_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

/* A frame of its own in every call trace: never inlined, never a tail call. */
static noinline void faulty_fault(void);

static int __init faulty_init(void)
{
	faulty_fault();
	barrier();
	return 0;
}
module_init(faulty_init);

static void __exit faulty_exit(void)
{
}
module_exit(faulty_exit);

MODULE_DESCRIPTION("nlmatrix: broken on purpose, never load it outside a test");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_FAULTY_LOAD_H */
