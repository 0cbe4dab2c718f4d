import { bootstrapApplication } from '@angular/platform-browser'
import { TrainComponent } from './train.component'

bootstrapApplication(TrainComponent)
