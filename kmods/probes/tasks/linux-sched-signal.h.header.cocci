// SPDX-License-Identifier: GPL-2.0-only
// step: linux/sched/signal.h=header
// since: 4.11, commit 174cd4b1e5fb
// reason: signals left linux/sched.h
// include: linux/sched/signal.h
// words: signal_pending allow_signal send_sig send_sig_info kill_pid kill_pgrp force_sig flush_signals for_each_process
