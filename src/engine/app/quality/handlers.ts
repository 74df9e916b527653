import type { dataQualityCommands, dataQualityQueries } from '#contract/data-quality.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { QualityService } from './quality-service.ts';
import type { QualityRecords } from './quality-records.ts';

type QualityCall = keyof typeof dataQualityQueries | keyof typeof dataQualityCommands;

/** Answers the calls on the quality of the data. */
export function dataQualityHandlers(
  service: QualityService,
  records: QualityRecords,
): Pick<Handlers, QualityCall> {
  return {
    'dataQuality.list': () => Promise.resolve({ ok: true, value: service.overview() }),
    'dataQuality.findings': (query) => records.findings(query),
    'dataQuality.scores': (query) => records.scores(query),
    'dataQuality.comparisons': (query) => Promise.resolve(service.comparisons(query)),
    'dataQuality.reports': ({ limit }) => records.reports(limit),
    'dataQuality.series': (query) => service.series(query),
    'dataQuality.corrections': ({ tag, limit }) => records.corrections(tag, limit),
    'dataQuality.calibrations': ({ tag, limit }) => records.calibrations(tag, limit),
    'correction.accept': (decision) => service.decide('accepted', decision),
    'correction.reject': (decision) => service.decide('rejected', decision),
    'correction.undo': (decision) => service.decide('undone', decision),
    'calibration.record': (done) => service.recordCalibration(done),
    'calibration.dismiss': (decision) => service.dismissCalibration(decision),
    'sensor.maintenance': (setting) => service.setMaintenance(setting),
  };
}
