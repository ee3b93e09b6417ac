// SPDX-License-Identifier: GPL-2.0-only
// step: linux/seq_file.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/seq_file.h
// words: seq_printf seq_puts seq_read seq_lseek single_open single_release
// probe: none (the header was always there)
