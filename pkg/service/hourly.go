package service

import (
	"context"
	"time"

	"go.uber.org/zap"
)

// Hourly sweeps at once and then every hour while run runs, until ctx ends. What
// fails is tried again with the next hour.
func Hourly(ctx context.Context, log *zap.Logger, run func() error, sweeps ...func(context.Context) error) error {
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		tick := time.NewTicker(time.Hour)
		defer tick.Stop()
		for {
			for _, sweep := range sweeps {
				if err := sweep(ctx); err != nil && ctx.Err() == nil {
					log.Warn("sweeping", zap.Error(err))
				}
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	err := run()
	<-swept
	return err
}
