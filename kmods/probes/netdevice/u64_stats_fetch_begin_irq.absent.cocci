// SPDX-License-Identifier: GPL-2.0-only
// step: u64_stats_fetch_begin_irq=absent
// since: 6.3
// reason: the plain functions disable interrupts where necessary
// words: u64_stats_fetch_begin_irq u64_stats_fetch_retry_irq

@@
expression E;
@@
-u64_stats_fetch_begin_irq(E)
+u64_stats_fetch_begin(E)

@@
expression E, F;
@@
-u64_stats_fetch_retry_irq(E, F)
+u64_stats_fetch_retry(E, F)
