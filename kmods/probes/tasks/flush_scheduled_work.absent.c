// SPDX-License-Identifier: GPL-2.0-only
static struct work_struct own_work;
static struct delayed_work own_later;
static DECLARE_WORK(own_other, own_function);

static int own_init(void)
{
	INIT_WORK(&own_work, own_function);
	INIT_DELAYED_WORK(&own_later, own_function);
	return 0;
}

static void own_exit(void)
{
	if (own_is_set)
		tasklet_disable(&own_tasklet);
	else
		flush_scheduled_work();
	flush_scheduled_work();
}
