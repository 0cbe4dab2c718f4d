// Stands in for the native addon: it keeps what the environment says at the moment the library is loaded.
exports.seenAtLoad = process.report.getReport().environmentVariables.TF_DETERMINISTIC_OPS ?? 'unset'
