// SPDX-License-Identifier: GPL-2.0-only
static int own_init(struct video_device *video)
{
	return video_register_device(video, VFL_TYPE_GRABBER, -1);
}
