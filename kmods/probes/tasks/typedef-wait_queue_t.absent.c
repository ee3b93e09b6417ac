// SPDX-License-Identifier: GPL-2.0-only
struct own {
	wait_queue_t entry;
};

static void own_wait(wait_queue_head_t *queue)
{
	wait_queue_t wait;

	init_waitqueue_entry(&wait, current);
	add_wait_queue(queue, &wait);
	remove_wait_queue(queue, &wait);
}
