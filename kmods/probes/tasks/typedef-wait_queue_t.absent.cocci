// SPDX-License-Identifier: GPL-2.0-only
// step: typedef wait_queue_t=absent
// since: 4.13
// reason: who waits is an entry of a queue
// words: wait_queue_t

@@
typedef wait_queue_t, wait_queue_entry_t;
@@
-wait_queue_t
+wait_queue_entry_t
