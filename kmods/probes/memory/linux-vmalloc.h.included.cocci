// SPDX-License-Identifier: GPL-2.0-only
// step: linux/vmalloc.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/vmalloc.h
// words: vmalloc vzalloc vfree vmap vunmap
// probe: none (the header was always there)
